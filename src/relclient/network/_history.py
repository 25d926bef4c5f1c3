"""History: how long an answer holds, which records begin and end it, and all the answers that there ever are."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise

from attrs import evolve

from relclient._facts import Fact
from relclient.classification.classification import Classification
from relclient.classification.party_classification import Grounds, PartyClassification, Record, Support, found
from relclient.errors import RelclientError
from relclient.model.affiliations import Affiliation
from relclient.model.customers import CustomerKind, SituationalCustomer
from relclient.model.parties import Party
from relclient.model.relationships import Relationship
from relclient.network._ownership import ownership_ties
from relclient.network._snapshot import Day, Index, last_day, link_place, occasion_place, ties_by_party
from relclient.network._support import Ways, support
from relclient.network.answers import Change
from relclient.timing.periods import Period
from relclient.timing.recurrence.occasion import Occasion

_DAY = timedelta(days=1)
_ALWAYS = Period()


class Question:
    """
    What is asked of a party toward a provider, on whatever day.

    It is also the source of what an answer works out when it is first read.
    """

    __slots__ = ("_among", "_given", "_index", "_links", "_more", "_occasion", "_turns", "party", "provider")

    def __init__(  # noqa: PLR0913  # each says something else of the question, and all but three have a default
        self,
        index: Index,
        party: Party,
        provider: Party,
        *,
        among: Sequence[Relationship] | None = None,
        occasion: Occasion | None = None,
        more: int = 0,
        given: Mapping[str, Fact] | None = None,
    ) -> None:
        """Ask what the records say, of relationships between the two only those *among* which, and what is *given*."""
        self._index = index
        self.party: Party = party
        self.provider: Party = provider
        self._among = among
        self._links: Sequence[Relationship] | None = among
        self._occasion = occasion
        self._more = more
        self._given = given
        self._turns: list[date] | None = None

    def links(self, day: Day) -> tuple[Relationship, ...]:
        """Return the relationships that bear on the answer by what they say themselves."""
        return tuple(day.live(self.between()))

    def place(self, day: Day) -> int:
        """Return what is given beside the records, as the bits of one integer."""
        return self._more if self._occasion is None else self._more | occasion_place(self._occasion, day.on)

    def classified(self, day: Day) -> Classification:
        """Return the answer of a day, without what it rests on."""
        return day.classified(self.party, self.provider, self.links(day), self.place(day), self._given)

    def support(self, day: Day) -> Support:
        """Return what the side of a day stands on, while relationships and what is given stay as they are."""
        links = self.links(day)
        fixed = self.place(day) | day.place_without_ties(self.party)
        for link in links:
            fixed |= link_place(link, day.on)
        index = self._index
        own = day.own_facts(links, self._given)
        ways = Ways(day, self.party, self.provider)
        return support(ways, fixed, index.side_mask, lambda place: index.side(place, own))

    def evidence(self, day: Day) -> int:
        """Return the evidence of a day, as the bits of one integer."""
        place = self.place(day) | day.place(self.party, self.provider, day.group_roots(self.provider))
        for link in self.links(day):
            place |= link_place(link, day.on)
        return place

    def answer(self, day: Day) -> PartyClassification:
        """Return the answer of a day."""
        links = self.links(day)
        answer = day.classified(self.party, self.provider, links, self.place(day), self._given)
        return found(answer, self.party, self.provider, day.on, links, Answered(self, day))

    def turns(self) -> list[date]:
        """Return the days, in order, on which anything that may bear on the answer begins or ends."""
        if self._turns is None:
            days: set[date] = set()
            for record in self._records():
                period = record.valid_for
                if period.start is not None:
                    days.add(period.start)
                if period.end is not None:
                    days.add(period.end)
            for occasion in self._occasions():
                if (last := last_day(occasion)) < date.max:
                    days.add(last + _DAY)
            days.discard(date.min)  # which is as good as always
            self._turns = sorted(days)
        return self._turns

    def between(self) -> Sequence[Relationship]:
        """Return the relationships that bear on the answer by what they say themselves, on whatever days."""
        if self._links is None:
            self._links = self._index.between(self.provider.id, self.party.id)
        return self._links

    def _occasions(self) -> Iterator[Occasion]:
        if self._occasion is not None:
            yield self._occasion
        for one in self.between():
            if isinstance(one.customer, SituationalCustomer):
                yield one.customer.occasion
        if self._index.asks_occasional:
            for one in self._index.by_provider.get(self.party.id, ()):
                if isinstance(one.customer, SituationalCustomer):
                    yield one.customer.occasion

    def _records(self) -> Iterator[Record]:
        """Yield the records that may ever bear on the answer."""
        index = self._index
        served = index.by_provider.get(self.party.id, ())
        ends = {self.party.id, self.provider.id, *(one.customer.id for one in served)}
        if index.viewpoint is not None:
            ends.add(index.viewpoint.id)
        yield from self.between()
        yield from served
        if index.asks_supplies:  # for the sides of those whom it serves
            for one in served:
                yield from index.by_provider.get(one.customer.id, ())
        yield from self._ties(ends)

    def _ties(self, ends: Iterable[str]) -> Iterator[Affiliation]:
        """Yield the ties of *ends*, and those of all that they belong to, whenever that may be."""
        ties_of = self._index.ties_of
        asked = set(ends)
        waiting = list(asked)
        for party in waiting:
            for tie in ties_of.get(party, ()):
                yield tie
                if tie.organization.id not in asked:
                    asked.add(tie.organization.id)
                    waiting.append(tie.organization.id)

    # Stretches of days.

    def stretch(self, day: Day, answer: Classification) -> tuple[date | None, date | None]:
        """Return the first day on which *answer*, that of *day*, holds without a break, and the first after it."""
        turns = self.turns()
        at = bisect_right(turns, day.on)
        is_same = (answer.side, answer.kind).__eq__
        start, end = at - 1, at
        while start >= 0 and is_same(self.judged(turns[start] - _DAY)):
            start -= 1
        while end < len(turns) and is_same(self.judged(turns[end])):
            end += 1
        return turns[start] if start >= 0 else None, turns[end] if end < len(turns) else None

    def judged(self, on: date) -> tuple[object, CustomerKind | None]:
        """Return side and kind on a day; nothing where the records contradict each other."""
        try:
            answer = self.classified(Day(on, self._index))
        except RelclientError:
            return None, None
        return answer.side, answer.kind

    def timeline(self, within: Period) -> Iterator[PartyClassification]:
        """Yield one answer for each stretch of days that meets *within*, in order."""
        turns = self.turns()
        first = 0 if within.start is None else bisect_right(turns, within.start)
        start: date | None = turns[first - 1] if first else None
        if first:  # the stretch may have begun before the last turn
            day = Day(start or date.max, self._index)
            start, _ = self.stretch(day, self.classified(day))
            first = 0 if start is None else bisect_right(turns, start)
        answers: list[tuple[date | None, Classification, Day]] = []
        for place in range(first, len(turns) + 1):
            begins = turns[place - 1] if place else None
            if begins is not None and within.end is not None and begins >= within.end:
                break
            day = Day(begins or (turns[0] - _DAY if turns else date.max), self._index)
            answer = self.classified(day)
            if not answers or (answer.side, answer.kind) != (answers[-1][1].side, answers[-1][1].kind):
                answers.append((begins, answer, day))
        for place, (begins, answer, day) in enumerate(answers):
            if place + 1 < len(answers):
                ends = answers[place + 1][0]
            else:
                _, ends = self.stretch(day, answer)
            on = begins or (date.max if ends is None else ends - _DAY)
            asked = day if on == day.on else Day(on, self._index)
            yield found(
                answer if asked is day else self.classified(asked),
                self.party,
                self.provider,
                on,
                self.links(asked),
                Answered(self, asked, Period(begins, ends)),
            )

    def changes(self, within: Period) -> Iterator[Change]:
        """Yield the turns from one answer to another on the days of *within*."""
        for before, after in pairwise(self.timeline(_with_day_before(within))):
            yield Change(self.party, after.on, before, after, after.held_by)  # it is asked about on its first day

    # The records behind a turn.

    def turned_by(self, on: date) -> tuple[Record, ...]:
        """Return the records that turn the answer on a day: those whose start, end or last occasion does."""
        before, after = Day(on - _DAY, self._index), Day(on, self._index)
        live_before, live_after = self._read(before), self._read(after)
        turning: dict[Record, bool] = {}  # whether it begins
        for record in live_after:
            if record not in live_before and record.valid_for.start == on:
                turning[record] = True
        for record in live_before:
            if record not in live_after and record.valid_for.end == on:
                turning[record] = False
        spent = [
            record
            for record in live_before
            if record in live_after and isinstance(record, Relationship) and _is_spent(record, on)
        ]
        if len(turning) + len(spent) <= 1:
            return (*turning, *spent)
        return (*self._deciding(turning, live_before, live_after, on), *spent)

    def _read(self, day: Day) -> dict[Record, None]:
        return {**day.read_for(self.party, self.provider), **dict.fromkeys(self.links(day))}

    def _deciding(
        self,
        turning: Mapping[Record, bool],
        live_before: Mapping[Record, None],
        live_after: Mapping[Record, None],
        on: date,
    ) -> Iterator[Record]:
        """Yield those of *turning* that by themselves turn the answer, or keep it from turning; all, if none does."""
        old, new = self._only_with(live_before, on - _DAY), self._only_with(live_after, on)
        alone = [
            record
            for record, begins in turning.items()
            if self._only_with(_with(live_before, record, is_live=begins), on - _DAY) != old
            or self._only_with(_with(live_after, record, is_live=not begins), on) != new
        ]
        yield from alone or turning

    def _only_with(self, records: Iterable[Record], on: date) -> tuple[object, CustomerKind | None]:
        """Return side and kind on a day if only *records* were there, and always so."""
        ties = [evolve(one, valid_for=_ALWAYS) for one in records if isinstance(one, Affiliation)]
        ties.sort(key=lambda tie: tie.party.id)
        services = [evolve(one, valid_for=_ALWAYS, id=one.id) for one in records if isinstance(one, Relationship)]
        index = Index(
            ties_by_party(ties),
            ownership_ties(ties),
            {one.id: one for one in services},
            self._index.rulebook,
            self._index.viewpoint,
        )
        among = None if self._among is None else [one for one in services if one.id in {own.id for own in self._among}]
        asked = Question(
            index, self.party, self.provider, among=among, occasion=self._occasion, more=self._more, given=self._given
        )
        return asked.judged(on)


class Answered:
    """The answer of one day, which knows what it rests on and how long it holds."""

    __slots__ = ("_day", "_holds", "_question")

    def __init__(self, question: Question, day: Day, holds: Period | None = None) -> None:
        """Remember the question and the day; *holds*, where it is known, are the days on which the answer holds."""
        self._question = question
        self._day = day
        self._holds = holds

    def grounds(self) -> Grounds:
        """Return the records behind each fact."""
        asked, day = self._question, self._day
        return day.grounds(asked.party, asked.provider, day.group_roots(asked.provider), asked.links(day))

    def support(self) -> Support:
        """Return the affiliations that the side stands on, those without which it ends, and those behind each fact."""
        return self._question.support(self._day)

    def stretch(self) -> tuple[Period, tuple[Record, ...], tuple[Record, ...]]:
        """Return the days on which the answer holds, the records that begin them, and those that end them."""
        asked = self._question
        holds = self._holds or Period(*asked.stretch(self._day, asked.classified(self._day)))
        return (
            holds,
            () if holds.start is None else asked.turned_by(holds.start),
            () if holds.end is None else asked.turned_by(holds.end),
        )


class AnsweredAlone:
    """The answer of one day about the customer of one relationship, by what that alone says."""

    __slots__ = ("_day", "_links")

    def __init__(self, links: tuple[Relationship], day: Day) -> None:
        """Remember the relationship and the day; a book of customers has them by the hundred thousand."""
        self._links = links
        self._day = day

    def grounds(self) -> Grounds:
        """Return the records behind each fact."""
        return self._answered().grounds()

    def support(self) -> Support:
        """Return the affiliations that the side stands on, those without which it ends, and those behind each fact."""
        return self._answered().support()

    def stretch(self) -> tuple[Period, tuple[Record, ...], tuple[Record, ...]]:
        """Return the days on which the answer holds, the records that begin them, and those that end them."""
        return self._answered().stretch()

    def _answered(self) -> Answered:
        (link,) = self._links
        return Answered(Question(self._day.index, link.party, link.provider, among=self._links), self._day)


def _with_day_before(period: Period) -> Period:
    if period.start is None or period.start == date.min:
        return Period(None, period.end)
    return Period(period.start - _DAY, period.end)


def _with(records: Mapping[Record, None], record: Record, *, is_live: bool) -> Iterable[Record]:
    return (*records, record) if is_live else (one for one in records if one != record)


def _is_spent(record: Relationship, on: date) -> bool:
    """Return whether the occasion of a relationship has its last day just before *on*."""
    customer = record.customer
    return isinstance(customer, SituationalCustomer) and last_day(customer.occasion) == on - _DAY
