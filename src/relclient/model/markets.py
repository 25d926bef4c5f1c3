"""Markets: where external customers buy, and which ones framework customers target."""

from typing import final

from attrs import frozen

from relclient._validation import check_instance, check_text
from relclient.labels import Term


class MarketScope(Term):
    """
    Whether an external customer's market is the provider's own country.

    >>> from relclient import MarketScope
    >>> MarketScope.FOREIGN.label("es")
    'exterior'
    """

    __module__ = "relclient"

    DOMESTIC = "domestic"
    FOREIGN = "foreign"


@final
@frozen
class Market:
    """
    A market: one in which an external customer buys, or one that a framework customer targets.

    >>> from relclient import Market, MarketScope
    >>> Market(MarketScope.FOREIGN, "business travel").segment
    'business travel'

    Raises:
        InvalidType, InvalidValue: the scope is no `MarketScope`, or the segment no string or blank.
    """

    __module__ = "relclient"

    scope: MarketScope = MarketScope.DOMESTIC
    """Domestic or foreign."""
    segment: str | None = None
    """A part of it, such as business travel or holidays; None stands for all of it."""

    def __attrs_post_init__(self) -> None:
        check_instance("Market.scope", self.scope, MarketScope, "a MarketScope")
        if self.segment is not None:
            check_text("Market.segment", self.segment)

    def covers(self, other: "Market | None") -> bool:
        """
        Return whether *other* is this market or a segment of it; a market that is not known is covered by none.

        >>> from relclient import Market, MarketScope
        >>> abroad = Market(MarketScope.FOREIGN)
        >>> abroad.covers(Market(MarketScope.FOREIGN, "holidays")), abroad.covers(Market()), abroad.covers(None)
        (True, False, False)

        Raises:
            InvalidType: *other* is neither a `Market` nor None.
        """
        if other is None:
            return False
        check_instance("Market.covers other", other, Market, "a Market or None")
        return self.scope is other.scope and (self.segment is None or self.segment == other.segment)
