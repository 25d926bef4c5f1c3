"""Support: the affiliations that an answer stands on, and those without which it ends, proven minimal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from relclient.classification.party_classification import Sets, Support
from relclient.decision_tables.explanation import MOST_REASONS, hitting_sets, in_order, places_in
from relclient.errors import TooManyReasons
from relclient.model.affiliations import Affiliation
from relclient.model.customers import Side
from relclient.model.parties import Organization, Party
from relclient.network._snapshot import BIT, BIT_OF_CAPACITY, BIT_OF_FUNCTION, INHERITING, Day

_NAMES = {bit: name for name, bit in BIT.items()}


class Ways:
    """In which ways the facts about a party come about: for each, sets of affiliations that suffice, as bit masks."""

    def __init__(self, day: Day, party: Party, provider: Party) -> None:
        """Collect the ways to the facts about *party* toward *provider* on a day."""
        self._day = day
        self._numbers: dict[Affiliation, int] = {}
        self._bases: list[tuple[tuple[Affiliation, ...], str]] = (
            [((), provider.id)]
            if isinstance(provider, Organization)
            else [((tie,), tie.organization.id) for tie in day.live_ties(provider.id) if tie.capacity.is_work]
        )
        self.of_facts: dict[int, list[int]] = {}
        for tie in day.live_ties(party.id):
            self._take(tie)
        if isinstance(party, Organization):
            self._add(BIT["same_group"], self._into_the_group(party.id))

    def _take(self, tie: Affiliation) -> None:
        """Add the facts that *tie* is evidence of, if it is one to the provider's group."""
        own = self._mask((tie,))
        ways = [own | way for way in self._into_the_group(tie.organization.id)]
        if not ways:
            return
        if bit := BIT_OF_CAPACITY[tie.capacity]:
            self._add(bit, ways)
        if tie.functions is not None:
            for function in tie.functions:
                self._add(BIT_OF_FUNCTION[function], ways)
        elif tie.capacity in INHERITING:
            for behind in self._day.live_ties(tie.organization.id):
                beyond = [self._mask((behind,)) | way for way in self._into_the_group(behind.organization.id)]
                for function in behind.functions or ():
                    self._add(BIT_OF_FUNCTION[function], [way | more for way in ways for more in beyond])

    def _into_the_group(self, organization: str) -> Iterator[int]:
        """Yield what brings *organization* into one group with the provider, for each way that there is."""
        from_here = list(self._day.lineage(organization))
        for work, base in self._bases:
            if self._day.root(base) == self._day.root(organization):
                from_there = list(self._day.lineage(base))
                # Above where the two meet, a tie that is missing is missing to both.
                apart = [tie for tie in from_here if tie not in from_there]
                apart += [tie for tie in from_there if tie not in from_here]
                yield self._mask((*work, *apart))

    def _mask(self, ties: Iterable[Affiliation]) -> int:
        return sum(1 << self._numbers.setdefault(tie, len(self._numbers)) for tie in ties)

    def _add(self, bit: int, ways: Iterable[int]) -> None:
        if masks := list(ways):
            self.of_facts.setdefault(bit, []).extend(masks)

    def minimal(self, masks: Iterable[int]) -> list[int]:
        """Return *masks* without those that hold another."""
        return [one for one in dict.fromkeys(masks) if not any(one & other == other != one for other in masks)]

    def records(self, masks: Iterable[int]) -> Sets:
        """Return the affiliations of each of *masks*."""
        ties = list(self._numbers)
        return tuple(tuple(ties[place] for place in places_in(mask)) for mask in masks)


def support(ways: Ways, fixed: int, side_asks: int, side_of: Callable[[int], Side]) -> Support:
    """
    Return what a side stands on: that of a party whose facts come about in certain *ways*.

    *fixed* are the facts that hold whatever affiliations there are, *side_asks* those that the side table asks for,
    both as bits; *side_of* gives the side for facts.
    """
    sets = {bit: ways.minimal(masks) for bit, masks in ways.of_facts.items()}
    facts = {_NAMES[bit]: ways.records(masks) for bit, masks in sets.items()}
    now = side_of(fixed | sum(bit for bit in sets if not bit & fixed))
    if now is Side.EXTERNAL:
        return Support((), (), facts)
    try:
        ending = _ending({bit: masks for bit, masks in sets.items() if bit & side_asks & ~fixed}, fixed, side_of, now)
        standing = hitting_sets(ending)
    except TooManyReasons:
        return Support(None, None, facts)
    return Support(
        None if len(standing) > MOST_REASONS else ways.records(standing),
        None if len(ending) > MOST_REASONS else ways.records(ending),
        facts,
    )


def _ending(sets: Mapping[int, Sequence[int]], fixed: int, side_of: Callable[[int], Side], now: Side) -> list[int]:
    """
    Return the minimal sets of affiliations without which the side is another.

    Whatever is taken away takes some facts with it: those of whose sets none is left whole. So for each choice of
    facts that turns the side, the least that takes just these facts is sought.
    """
    found: set[int] = set()
    for kept in range(len(sets) + 1):
        for staying in combinations(sets, kept):
            if side_of(fixed | sum(staying)) is now:
                continue
            lost = [mask for bit, masks in sets.items() if bit not in staying for mask in masks]
            for taken in hitting_sets(lost):
                if all(any(not mask & taken for mask in sets[bit]) for bit in staying):
                    found.add(taken)
    return in_order(one for one in found if not any(one & other == other for other in found - {one}))
