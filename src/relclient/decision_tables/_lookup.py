"""Lookups: one function a table, which finds the answer to a case and takes its facts as keywords."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from math import inf, prod
from typing import NoReturn, Protocol, TypeVar

from relclient._facts import Domain, Fact, facts_of

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)

Refuse = Callable[[Mapping[str, object]], NoReturn]


class Lookup(Protocol[A_co]):
    """A function that answers a case whose facts are given as keywords."""

    def __call__(self, **facts: Fact) -> A_co:
        """Return the answer to the case with these *facts*."""
        ...


_MOST_LEAVES = 256
"""Up to so many cases each has a branch of its own, with its answer made beforehand."""
_MOST_BRANCHES = 64
"""Where there are more cases, so many branches part them by the first inputs; the others add to the case's number."""


_DEEPEST = 64
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
    ``docs/development/decisions/generated-lookups.md`` says what that wins.
    """
    source = _Source(domains, answer, refuse)
    # An ellipsis is no fact, and help() shows it well.
    parameters = "".join(f"{name}={source.fact(defaults[name]) if name in defaults else '...'}, " for name in domains)
    given = "".join(f"{name!r}: {name}, " for name in domains)
    lines = [
        f"def decide({'*, ' if parameters else ''}{parameters}**_extra):",
        ' """Answer a case, with a fact for each input; InvalidFacts names all that do not fit."""',
        " if not _extra:",
        *source.body("  "),
        f" given = {{{given}**_extra}}",
        " _refuse({name: fact for name, fact in given.items() if fact is not ...})",
    ]
    exec("\n".join(lines), source.space)  # noqa: S102  # its names were checked to be identifiers; nothing else is foreign
    lookup: Lookup[A] = source.space["decide"]  # type: ignore[assignment]  # what the source above defines
    return lookup


class _Source:
    """The text of a lookup, and the values that stand in it under names that no input has: they begin with ``_``."""

    def __init__(
        self, domains: Mapping[str, Domain], answer: Callable[[tuple[Fact, ...]], object], refuse: Refuse
    ) -> None:
        self._names = tuple(domains)
        # Backwards, so that no comes before yes: of most cases most facts are no.
        self._facts = [tuple(reversed(facts_of(domain))) for domain in domains.values()]
        self._answer = answer
        # An input may be called like a builtin, so what is read of them has another name here.
        self.space: dict[str, object] = {"_refuse": refuse, "_answer": answer, "_KeyError": KeyError, "_never": -inf}
        sizes = list(map(len, self._facts))
        self._has_leaves = prod(sizes) <= _MOST_LEAVES and len(sizes) <= _DEEPEST
        self._depth = min(len(sizes), _DEEPEST)
        while not self._has_leaves and prod(sizes[: self._depth]) > _MOST_BRANCHES:
            self._depth -= 1

    def body(self, indent: str) -> Iterator[str]:
        """Yield the lines that return the answer, or go on where a fact is missing or outside its domain."""
        if self._has_leaves:
            yield from self._branches((), indent, lambda case: f"return {self._named(self._answer(case))}")
            return
        numbers = count()
        yield f"{indent}_case = _never"
        yield from self._branches((), indent, lambda _: f"_case = {next(numbers)}")
        size = next(numbers)
        for name, facts in zip(self._names[self._depth :], self._facts[self._depth :], strict=True):
            yield f"{indent}if {name} is not {self.fact(facts[0])}:"
            for place, fact in enumerate(facts[1:], start=1):
                yield f"{indent} {'el' if place > 1 else ''}if {name} is {self.fact(fact)}: _case += {place * size}"
            yield f"{indent} {'else: ' if len(facts) > 1 else ''}_case = _never"  # minus infinity, which it stays
            size *= len(facts)
        case = "".join(f"{name}, " for name in self._names)
        known = self._named({})
        yield f"{indent}try:"
        yield f"{indent} return {known}[_case]"
        yield f"{indent}except _KeyError:"
        yield f"{indent} if _case >= 0: return {known}.setdefault(_case, _answer(({case})))"

    def _branches(self, case: tuple[Fact, ...], indent: str, leaf: Callable[[tuple[Fact, ...]], str]) -> Iterator[str]:
        """Yield a branch for each case of the first inputs, with the *leaf* that stands at its end."""
        if len(case) == self._depth:
            yield f"{indent}{leaf(case)}"
            return
        for fact in self._facts[len(case)]:
            yield f"{indent}if {self._names[len(case)]} is {self.fact(fact)}:"
            yield from self._branches((*case, fact), indent + " ", leaf)

    def fact(self, fact: Fact) -> str:
        """Return what *fact* is called in the text."""
        if isinstance(fact, bool):
            return str(fact)
        return self._named(fact, f"_fact{id(fact)}")  # the table keeps it alive

    def _named(self, value: object, name: str | None = None) -> str:
        name = name or f"_value{len(self.space)}"
        self.space[name] = value
        return name
