"""Facts: what is known of a case, yes or no or a member of an enumeration, and how sentences spell it."""

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeAlias

Fact: TypeAlias = bool | Enum
"""What is known of a case: yes, no, or a member of an enumeration."""
Domain: TypeAlias = type[bool] | type[Enum]
"""The facts that an input can have."""
Conditions: TypeAlias = Mapping[str, frozenset[Fact]]
"""The facts that are wanted, by the name of the input; any of them will do."""

BUILT_IN_FACTS = frozenset(
    {
        "same_group",
        "employed",
        "contracted",
        "owns",
        "holds_stake",
        "delivers",
        "occasional",
        "decides_offer",
        "produces",
        "is_organization",
        "standing_account",
        "serves_outsiders",
        "supplies",
        "side",
        "kind",
        "impact",
        "urgency",
    }
)
"""The names that relclient gives to facts; those of an app's own have others."""


def facts_of(domain: Domain) -> tuple[Fact, ...]:
    """Return every fact of *domain*, in its order; yes stands before no."""
    return (True, False) if issubclass(domain, bool) else tuple(domain)


def spell(value: object) -> str:
    """Return how sentences spell a fact or an answer: yes or no, a member by its value, else ``str`` of it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value.value if isinstance(value, Enum) else value)


def spell_facts(facts: Mapping[str, Fact], joined: str = " and ") -> str:
    """Return *facts* as a clause."""
    return joined.join(f"{name} is {spell(fact)}" for name, fact in facts.items())


def spell_any(values: Iterable[Fact]) -> str:
    """Return alternatives as a clause, in the order of their domain."""
    chosen = frozenset(values)
    domains = dict.fromkeys(map(type, chosen))
    return " or ".join(spell(fact) for domain in domains for fact in facts_of(domain) if fact in chosen)


def spell_conditions(conditions: Conditions) -> str:
    """Return a clause that says when *conditions* hold."""
    if not conditions:
        return "always"
    return "when " + " and ".join(f"{name} is {spell_any(values)}" for name, values in conditions.items())
