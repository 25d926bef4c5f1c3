"""Criteria: what a policy compares, one after the other, to tell which of two requests comes first."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Literal, Never, Protocol, TypeAlias, final, runtime_checkable

from attrs import field, frozen

from relclient._validation import as_sequence, check_instance, check_text
from relclient.errors import InvalidType, InvalidValue
from relclient.model.customers import CustomerKind
from relclient.model.priorities import Priority
from relclient.model.requests import ServiceRequest

Missing: TypeAlias = Literal["first", "last"]
"""Where requests go that lack what a criterion needs."""


@runtime_checkable
class Orderable(Protocol):
    """What ``<`` puts in order."""

    def __lt__(self, other: Never, /) -> bool: ...


@final
@frozen
class ExternalFirst:
    """
    Requests of external customers come before those of internal ones.

    With *chain*, an internal request on which an external customer waits counts as external:
    one whose customer serves external customers, itself or through others. The network tells.

    >>> from relclient import ExternalFirst
    >>> ExternalFirst() == ExternalFirst(chain=True)
    True

    Raises:
        InvalidType: *chain* is no bool.
    """

    __module__ = "relclient"

    chain: bool = True
    """Whether the chain of services is followed; that takes a network."""

    def __attrs_post_init__(self) -> None:
        check_instance("ExternalFirst.chain", self.chain, bool, "True or False")

    def __str__(self) -> str:
        return "side"


@final
@frozen
class ByPriority:
    """
    The more pressing level comes first.

    With *lift_after* nobody starves: each time that much has passed since a request was received, it counts
    one level higher, at most *lift_to*. One that is at *lift_to* or above by itself is never lifted.

    >>> from datetime import timedelta
    >>> from relclient import ByPriority
    >>> ByPriority(lift_after=timedelta(days=2)).lift_to.label()
    'high'

    Raises:
        InvalidType: *lift_after* is no timedelta, or *lift_to* no `Priority`.
        InvalidValue: *lift_after* is not positive.
    """

    __module__ = "relclient"

    lift_after: timedelta | None = None
    """Elapsed time, not working time, for each level up; None lifts nothing."""
    lift_to: Priority = Priority.HIGH
    """The highest level to which waiting alone leads."""

    def __attrs_post_init__(self) -> None:
        if self.lift_after is not None:
            check_instance("ByPriority.lift_after", self.lift_after, timedelta, "a timedelta or None")
            if self.lift_after <= timedelta(0):
                remedy = "give the time after which a request moves one level up, or None for never"
                raise InvalidValue("ByPriority.lift_after", self.lift_after, remedy)
        check_instance("ByPriority.lift_to", self.lift_to, Priority, "a Priority")

    def __str__(self) -> str:
        return "priority"


@final
@frozen
class EarliestDue:
    """
    The earlier due time comes first: the request's own, else what the agreement promises at its level.

    The promise taken is that of resolution.

    >>> from relclient import EarliestDue
    >>> EarliestDue(missing="last").missing
    'last'

    Raises:
        InvalidValue: *missing* is something else than ``"first"``, ``"last"`` and None.
    """

    __module__ = "relclient"

    missing: Missing | None = None
    """Where requests go that nothing gives a due time; None refuses them."""

    def __attrs_post_init__(self) -> None:
        _check_missing("EarliestDue.missing", self.missing)

    def __str__(self) -> str:
        return "due time"


@final
@frozen
class LongestWaiting:
    """
    The request received first comes first; all ties end so, whether a policy says it or not.

    >>> from relclient import LongestWaiting
    >>> print(LongestWaiting())
    waiting time
    """

    __module__ = "relclient"

    def __str__(self) -> str:
        return "waiting time"


@final
@frozen
class ByAttribute:
    """
    The smaller value of an attribute of the app's own comes first; False comes before True, as 0 before 1.

    Numbers are compared with numbers, texts with texts (letter by letter, by code point), times as instants.
    An attribute that is None is missing. Not a number (NaN) has no place in any order and is refused.

    >>> from relclient import ByAttribute
    >>> print(ByAttribute("vip", descending=True, missing="last"))
    attribute 'vip'

    Raises:
        InvalidType, InvalidValue: the name is no text or empty, *descending* no bool,
            or *missing* something else than ``"first"``, ``"last"`` and None.
    """

    __module__ = "relclient"

    name: str
    """The key among the request's ``attributes``."""
    descending: bool = False
    """Whether the greater value comes first."""
    missing: Missing | None = None
    """Where requests go that lack it, whichever way the others run; None refuses them."""

    def __attrs_post_init__(self) -> None:
        check_text("ByAttribute.name", self.name)
        check_instance("ByAttribute.descending", self.descending, bool, "True or False")
        _check_missing("ByAttribute.missing", self.missing)

    def __str__(self) -> str:
        return f"attribute {self.name!r}"


def _as_kinds(order: Iterable[CustomerKind]) -> tuple[CustomerKind, ...]:
    return as_sequence(order, "ByKind.order")


@final
@frozen
class ByKind:
    """
    Kinds of customer come in a given order; those not listed come last, together.

    >>> from relclient import ByKind, CustomerKind
    >>> ByKind([CustomerKind.ACCOUNT, CustomerKind.B2B]).order[0].label()
    'account customer'

    Raises:
        InvalidType: the order holds something else than `CustomerKind` members.
        InvalidValue: it is empty, or names a kind twice.
    """

    __module__ = "relclient"

    order: tuple[CustomerKind, ...] = field(converter=_as_kinds)
    """The kinds, first to last."""

    def __attrs_post_init__(self) -> None:
        for index, kind in enumerate(self.order):
            check_instance(f"ByKind.order[{index}]", kind, CustomerKind, "a CustomerKind")
        if not self.order:
            raise InvalidValue("ByKind.order", self.order, "list at least one kind")
        if len(set(self.order)) < len(self.order):
            raise InvalidValue("ByKind.order", tuple(kind.value for kind in self.order), "list each kind once")

    def __str__(self) -> str:
        return "kind"


@final
@frozen
class ByKey:
    """
    The smaller key comes first: what *function* makes of a request.

    The function has to give the same key for the same request every time, of values that ``<`` puts in order:
    numbers, texts, times, or tuples of them.
    A policy that has one cannot be saved, and its fingerprint knows the function by *name* only:
    give it another name when it changes.

    >>> from relclient import ByKey
    >>> print(ByKey("shortest text", lambda request: len(str(request.attributes.get("text", "")))))
    key 'shortest text'

    Raises:
        InvalidType, InvalidValue: the name is no text or empty, or the function cannot be called.
    """

    __module__ = "relclient"

    name: str
    """What it compares, for the sentences and the fingerprint."""
    function: Callable[[ServiceRequest], Orderable]
    """Makes the key of a request."""

    def __attrs_post_init__(self) -> None:
        check_text("ByKey.name", self.name)
        if not callable(self.function):
            raise InvalidType("ByKey.function", self.function, "a function that takes a ServiceRequest")

    def __str__(self) -> str:
        return f"key {self.name!r}"


@final
@frozen
class ById:
    """The smaller id comes first: what ends every tie, and so no policy has to say it."""

    def __str__(self) -> str:
        return "id"


Criterion: TypeAlias = ExternalFirst | ByPriority | EarliestDue | LongestWaiting | ByAttribute | ByKind | ByKey
"""What a policy is made of."""
Deciding: TypeAlias = Criterion | ById
"""What may part two requests."""
TIE_BREAKS = (LongestWaiting(), ById())
"""What decides where all criteria of a policy leave two requests level."""


def _check_missing(what: str, missing: object) -> None:
    if missing is not None and (not isinstance(missing, str) or missing not in {"first", "last"}):
        raise InvalidValue(what, missing, "give 'first', 'last', or None to refuse such requests")
