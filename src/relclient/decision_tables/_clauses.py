"""Clauses: facts, conditions and answers as parts of sentences, in every language."""

from collections.abc import Iterable, Mapping
from enum import Enum
from functools import cache, reduce

from relclient._facts import Conditions, Fact, facts_of
from relclient._sentences import Said, said
from relclient.labels import Term


@cache
def _built_in() -> Mapping[tuple[str, Fact], Said]:
    """Return the clauses of the facts that the library's own tables ask for; made when first read."""
    return {
        ("same_group", True): said("it belongs to the group"),
        ("same_group", False): said("it does not belong to the group"),
        ("employed", True): said("it is employed by the group"),
        ("employed", False): said("it is not employed by the group"),
        ("contracted", True): said("it works for the group under a contract"),
        ("contracted", False): said("it does not work for the group under a contract"),
        ("owns", True): said("it owns part of the group"),
        ("owns", False): said("it owns no part of the group"),
        ("holds_stake", True): said("it holds a stake in the group"),
        ("holds_stake", False): said("it holds no stake in the group"),
        ("delivers", True): said("it helps to deliver the product"),
        ("delivers", False): said("it does not help to deliver the product"),
        ("occasional", True): said("it has an occasional need"),
        ("occasional", False): said("it has no occasional need"),
        ("decides_offer", True): said("it decides what is offered"),
        ("decides_offer", False): said("it does not decide what is offered"),
        ("serves_outsiders", True): said("it serves outsiders"),
        ("serves_outsiders", False): said("it serves no outsiders"),
        ("produces", True): said("it produces"),
        ("produces", False): said("it does not produce"),
        ("supplies", True): said("it provides a service"),
        ("supplies", False): said("it provides no service"),
        ("is_organization", True): said("it is an organization"),
        ("is_organization", False): said("it is a person"),
        ("standing_account", True): said("it has a standing account"),
        ("standing_account", False): said("it has no standing account"),
    }


def fact_said(name: str, fact: Fact) -> Said:  # noqa: PLR0911  # one sentence for each sort of fact
    """Return that the fact *name* is *fact*, as a clause."""
    clause = _built_in().get((name, fact)) if isinstance(fact, bool) else None
    if clause is not None:
        return clause
    match name:
        case "side":
            return said("it is {side}", side=fact)
        case "kind":
            return said("it is of the kind {kind}", kind=fact)
        case "impact" | "urgency":
            return said("it has {level}", level=fact)
        case _ if fact is True:
            return said("{name} is yes", name=name)
        case _ if fact is False:
            return said("{name} is no", name=name)
        case _:
            return said("{name} is {fact}", name=name, fact=answer_said(fact))


def facts_said(facts: Mapping[str, Fact]) -> Said | None:
    """Return *facts* as one clause; None where there are none."""
    return _together(fact_said(name, fact) for name, fact in facts.items())


def conditions_said(when: Conditions) -> Said | None:
    """Return *when* as one clause; None where any facts will do."""
    return _together(
        _alternatives([fact_said(name, fact) for fact in facts_of(type(next(iter(facts)))) if fact in facts])
        for name, facts in when.items()
    )


def answer_said(value: object) -> object:
    """Return an answer as a sentence has it: a term, which follows the language, else its value or ``str`` of it."""
    if isinstance(value, Term):
        return value
    if isinstance(value, bool):
        return said("yes") if value else said("no")
    return str(value.value if isinstance(value, Enum) else value)


def _together(clauses: Iterable[Said]) -> Said | None:
    parts = list(clauses)
    return reduce(lambda first, rest: said("{first} and {rest}", first=first, rest=rest), parts) if parts else None


def _alternatives(clauses: list[Said]) -> Said:
    return reduce(lambda first, rest: said("{first} or {rest}", first=first, rest=rest), clauses)
