"""Lookups: one function a table, which finds the answer to a case and takes its facts as keywords."""

from collections.abc import Callable, Mapping
from math import prod
from typing import NoReturn, Protocol, TypeVar

from relclient._facts import Domain, Fact, facts_of

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)

Refuse = Callable[[Mapping[str, object]], NoReturn]


class Lookup(Protocol[A_co]):
    """A function that answers a case whose facts are given as keywords."""

    def __call__(self, **facts: Fact) -> A_co:
        """Answer the case with these *facts*."""
        ...


MOST_LEAVES = 256
"""Up to so many cases each has a branch of its own; more are asked for once and then remembered."""
DEEPEST = 64
"""Python takes a hundred levels of indentation."""


def make_lookup(
    domains: Mapping[str, Domain],
    defaults: Mapping[str, Fact],
    answer: Callable[[tuple[Fact, ...]], A],
    refuse: Refuse,
) -> Lookup[A]:
    """
    Write, in Python, the function that looks up *answer* for the facts given as keywords.

    Facts that are missing, too many or outside their domain go to *refuse*, with all that was given.
    The cost has to be that of a call with keywords, and only a function that has these names as its own
    parameters is called without a dict of them being made; hence the source text, as attrs does it.
    """
    few = len(domains) <= DEEPEST and prod(len(facts_of(domain)) for domain in domains.values()) <= MOST_LEAVES
    space: dict[str, object] = {"_refuse": refuse}
    body = _branches(domains, answer, space) if few else _remembering(domains, answer, space)
    # An ellipsis is no fact, and help() shows it well.
    parameters = "".join(f"{name}={f'_default_{name}' if name in defaults else '...'}, " for name in domains)
    space |= {f"_default_{name}": fact for name, fact in defaults.items()}
    given = "".join(f"{name!r}: {name}, " for name in domains)
    source = "\n".join(
        [
            f"def decide({'*, ' if parameters else ''}{parameters}**_extra):",
            ' """Answer a case, with a fact for each input; InvalidFacts names all that do not fit."""',
            " if not _extra:",
            *body,
            f" given = {{{given}**_extra}}",
            " _refuse({name: fact for name, fact in given.items() if fact is not ...})",
        ]
    )
    exec(source, space)  # noqa: S102  # every name in it was checked to be an identifier, and nothing else is foreign
    lookup: Lookup[A] = space["decide"]  # type: ignore[assignment]  # what the source above defines
    return lookup


def _branches(
    domains: Mapping[str, Domain], answer: Callable[[tuple[Fact, ...]], A], space: dict[str, object]
) -> list[str]:
    """Write a branch for each case, its answer made beforehand."""
    names = list(domains)
    lines: list[str] = []

    def grow(case: tuple[Fact, ...]) -> None:
        indent = " " * (len(case) + 2)
        if len(case) == len(names):
            leaf = f"_answer{len(lines)}"
            space[leaf] = answer(case)
            lines.append(f"{indent}return {leaf}")
            return
        name = names[len(case)]
        # Backwards, so that no comes before yes: of most cases most facts are no.
        for place, fact in reversed(list(enumerate(facts_of(domains[name])))):
            literal = str(fact) if isinstance(fact, bool) else f"_fact{len(case)}_{place}"
            space.setdefault(literal, fact)
            lines.append(f"{indent}if {name} is {literal}:")
            grow((*case, fact))

    grow(())
    return lines


def _remembering(
    domains: Mapping[str, Domain], answer: Callable[[tuple[Fact, ...]], A], space: dict[str, object]
) -> list[str]:
    """Write a lookup among the answers given so far, which makes the missing one."""
    # An input may have the name of a builtin, so these are read under names that no input has.
    space |= {"_known": {}, "_answer": answer, "_type": type, "_KeyError": KeyError}
    fits: list[str] = []
    for place, (name, domain) in enumerate(domains.items()):
        # By identity and type: 1 is equal to True, and a member of an IntEnum to a number, but neither is meant.
        space[f"_domain{place}"] = domain
        fits.append(f"({name} is True or {name} is False)" if domain is bool else f"_type({name}) is _domain{place}")
    case = "".join(f"{name}, " for name in domains)
    return [
        f"  if {' and '.join(fits)}:",
        "   try:",
        f"    return _known[{case}]",
        "   except _KeyError:",
        f"    return _known.setdefault(({case}), _answer(({case})))",
    ]
