"""What a type checker says of documents: what is read has the type that was asked for."""

from collections.abc import Mapping
from typing import assert_type

from relclient import ByPriority, Person, PriorityPolicy, ServiceNetwork
from relclient.interop.documents import Workload, dumps, from_dict, loads, to_dict


def reading(text: str, data: Mapping[str, object]) -> None:
    """A network, unless it is said what else."""
    assert_type(loads(text), ServiceNetwork)
    assert_type(loads(text, ServiceNetwork), ServiceNetwork)
    assert_type(loads(text, Workload), Workload)
    assert_type(loads(text, as_type=PriorityPolicy), PriorityPolicy)
    assert_type(from_dict(data), ServiceNetwork)
    assert_type(from_dict(data, Workload), Workload)
    assert_type(from_dict(data, PriorityPolicy), PriorityPolicy)


def mistakes(text: str, workload: Workload) -> None:
    """Each line is one mistake."""
    loads(text, Person)  # type: ignore[type-var]
    loads(text, workload)  # type: ignore[call-overload]
    dumps(ByPriority())  # type: ignore[arg-type]
    to_dict(Person("ana"))  # type: ignore[arg-type]
    Workload(workload, [])  # type: ignore[arg-type]
    Workload(workload.network, [Person("ana")])  # type: ignore[list-item]
    workload.requests = ()  # type: ignore[misc]
