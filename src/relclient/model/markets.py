"""Markets: where external customers buy."""

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
    The market in which an external customer buys.

    >>> from relclient import Market, MarketScope
    >>> Market(MarketScope.FOREIGN, "business travel").segment
    'business travel'

    Raises:
        InvalidType, InvalidValue: the scope is no `MarketScope`, or the segment no text or empty.
    """

    __module__ = "relclient"

    scope: MarketScope = MarketScope.DOMESTIC
    """Domestic or foreign."""
    segment: str | None = None
    """A part of it, such as business travel or holidays."""

    def __attrs_post_init__(self) -> None:
        check_instance("Market.scope", self.scope, MarketScope, "a MarketScope")
        if self.segment is not None:
            check_text("Market.segment", self.segment)
