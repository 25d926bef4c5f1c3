"""Asking: how a question finds its party and its day."""

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from relclient._validation import check_day, check_instance, look_up
from relclient.errors import ConflictingIds, UnknownParty
from relclient.model.parties import Party
from relclient.network._editing import Records
from relclient.network._snapshot import Day


@frozen(eq=False, init=False)
class Asking(Records):
    """What all questions share: a party or its id is looked up, and a date has its index."""

    def _on(self, on: date) -> Day:
        check_day("on", on)
        return self._day(on)

    def _known(self, party: Party | str, what: str = "party") -> Party:
        """Give the network's own party; a stranger, or an unknown id, raises."""
        wanted = self._asked(party, what)
        if wanted.id not in self.parties:
            raise UnknownParty.among(wanted.id, self.parties)
        return wanted

    def _asked(self, party: Party | str, what: str = "party") -> Party:
        """Give the party asked about, as the argument *what*; a stranger may be."""
        if isinstance(party, str):
            return look_up(what, party, self.parties, UnknownParty)
        check_instance(what, party, Party, "a Person, an Organization or an id")
        known = self.parties.get(party.id, party)
        if known != party:
            raise ConflictingIds("parties", party.id, known, party)
        return known

    def _in_order(self, ids: Iterable[str]) -> tuple[Party, ...]:
        return tuple(self.parties[one] for one in sorted(set(ids)))
