"""Levels: how much is at stake, how soon, and the priority that follows."""

from typing import final

from attrs import frozen

from relclient._validation import check_instance, check_text
from relclient.labels import Term


class Impact(Term):
    """
    How much a request touches; no order, so that scales that run the other way cannot be mixed up.

    >>> from relclient import Impact
    >>> Impact.HIGH.label("es")
    'impacto alto'
    """

    __module__ = "relclient"

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Urgency(Term):
    """
    How soon it matters; no order, so that scales that run the other way cannot be mixed up.

    >>> from relclient import Urgency
    >>> Urgency.LOW.label("ro")
    'urgență scăzută'
    """

    __module__ = "relclient"

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Priority(Term):
    """
    The five ITIL priority levels, in order: ``sorted`` puts the most pressing first.

    >>> from relclient import Priority
    >>> min(Priority.LOW, Priority.HIGH).label()
    'high'
    >>> Priority.CRITICAL.level
    1
    """

    __module__ = "relclient"

    CRITICAL = "critical"
    HIGH = "high"
    MODERATE = "moderate"
    LOW = "low"
    PLANNING = "planning"

    level: int
    """1 for the most pressing to 5 for the least."""

    def __init__(self, _value: str) -> None:
        """Set the level to the place of the member."""
        self.level = len(type(self).__members__) + 1

    def __lt__(self, other: object) -> bool:
        return self.level < other.level if isinstance(other, Priority) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.level <= other.level if isinstance(other, Priority) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.level > other.level if isinstance(other, Priority) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.level >= other.level if isinstance(other, Priority) else NotImplemented


@final
@frozen
class Override:
    """
    A priority level set by hand, kept beside the computed one.

    >>> from relclient import Override, Priority
    >>> print(Override(Priority.CRITICAL, "the mayor dines here tonight"))
    critical by hand: the mayor dines here tonight

    Raises:
        InvalidType, InvalidValue: the priority is no `Priority`, or the reason not a string or blank.
    """

    __module__ = "relclient"

    priority: Priority
    """The level that counts instead of the computed one."""
    reason: str
    """Why somebody set it."""

    def __attrs_post_init__(self) -> None:
        check_instance("Override.priority", self.priority, Priority, "a Priority")
        check_text("Override.reason", self.reason)

    def __str__(self) -> str:
        return f"{self.priority.label()} by hand: {self.reason}"
