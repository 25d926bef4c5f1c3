"""Kinds: the two sides of a provider's door and the seven kinds of customer."""

from relclient.words import Term


class Side(Term):
    """
    Whether a customer is inside the provider's group or outside it.

    >>> from relclient import Side
    >>> Side.EXTERNAL.label("ro")
    'extern'
    """

    INTERNAL = "internal", "internal", "interno", "intern"
    EXTERNAL = "external", "external", "externo", "extern"


class CustomerKind(Term):
    """
    The seven kinds of customer, four internal and three external.

    >>> from relclient import CustomerKind
    >>> CustomerKind.B2B.side.value
    'external'
    """

    SITUATIONAL = "situational", "situational customer", "cliente situacional", "client situațional"
    HORIZONTAL = "horizontal", "horizontal customer", "cliente horizontal", "client orizontal"
    FRAMEWORK = "framework", "framework customer", "cliente marco", "client cadru"
    OPERATIONAL = "operational", "operational customer", "cliente operativo", "client operațional"
    RETAIL = "retail", "retail customer", "cliente minorista", "client de retail"
    ACCOUNT = "account", "account customer", "cliente con cuenta", "client cu cont"
    B2B = "b2b", "B2B customer", "cliente B2B", "client B2B"

    @property
    def side(self) -> Side:
        """The side on which customers of this kind are."""
        return Side.EXTERNAL if self in _EXTERNAL_KINDS else Side.INTERNAL


_EXTERNAL_KINDS = frozenset({CustomerKind.RETAIL, CustomerKind.ACCOUNT, CustomerKind.B2B})


class MarketScope(Term):
    """
    Whether an external customer's market is the provider's own country.

    >>> from relclient import MarketScope
    >>> MarketScope.FOREIGN.label("es")
    'exterior'
    """

    DOMESTIC = "domestic", "domestic", "nacional", "intern"
    FOREIGN = "foreign", "foreign", "exterior", "extern"
