"""Random decision tables of both hit policies, and what they answer by trying every rule on every case."""

import random
from enum import Enum
from itertools import product

from relclient import DecisionTable, HitPolicy, Rule
from relclient._facts import facts_of


class Size(Enum):
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"


class Color(Enum):
    RED = "red"
    GREEN = "green"
    BLUE = "blue"
    GRAY = "gray"


DOMAINS = (bool, bool, bool, Size, Color)
ANSWERS = ("stay", "go", "wait")


def drawn(seed, inputs=None):
    """Return a table that the number *seed* stands for; every third answers by the only rule that fits."""
    draw = random.Random(seed)
    if inputs is None:
        inputs = {name: draw.choice(DOMAINS) for name in "abcde"[: draw.randint(0, 5)]}
    if seed % 3 == 0:
        whens = _parted(draw, inputs, {}, draw.randint(0, 4))
        draw.shuffle(whens)
        rules = [Rule(f"r{place}", when, draw.choice(ANSWERS)) for place, when in enumerate(whens)]
        return DecisionTable(f"t{seed}", inputs, rules, HitPolicy.UNIQUE)
    rules = [Rule(f"r{place}", _conditions(draw, inputs), draw.choice(ANSWERS)) for place in range(draw.randint(0, 6))]
    return DecisionTable(f"t{seed}", inputs, [*rules, Rule("rest", {}, draw.choice(ANSWERS))])


def _conditions(draw, inputs):
    asked = [name for name in inputs if draw.random() < 0.5]
    return {
        name: draw.sample(facts_of(inputs[name]), draw.randint(1, len(inputs[name]) if inputs[name] is not bool else 2))
        for name in asked
    }


def _parted(draw, inputs, when, depth):
    """Part the cases of *when* into two, and those again: no two parts share a case, and none is left out."""
    open_names = [name for name in inputs if name not in when or len(when[name]) > 1]
    if depth == 0 or not open_names:
        return [when]
    name = draw.choice(open_names)
    facts = list(when.get(name, facts_of(inputs[name])))
    draw.shuffle(facts)
    cut = draw.randint(1, len(facts) - 1)
    parts = ({**when, name: facts[:cut]}, {**when, name: facts[cut:]})
    return [deeper for part in parts for deeper in _parted(draw, inputs, part, depth - 1)]


def cases_of(inputs):
    """Return every case of *inputs*, as facts by name."""
    return [dict(zip(inputs, case, strict=True)) for case in product(*map(facts_of, inputs.values()))]


def answer_by_trying(rules, hit_policy, facts):
    """Return the answer of the first rule that fits; of the only ones where each answers; None where none fits."""
    fitting = [then for when, then in rules if all(facts[name] in wanted for name, wanted in when.items())]
    if hit_policy is HitPolicy.UNIQUE:
        return fitting[0] if len(set(fitting)) == 1 else tuple(sorted(fitting)) or None
    return fitting[0] if fitting else None
