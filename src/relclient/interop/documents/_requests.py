"""Requests: how they are read from a document."""

from collections.abc import Mapping
from datetime import UTC

from cattrs import ClassValidationError, Converter
from cattrs.gen import make_dict_structure_fn, override

from relclient.errors import InvalidValue
from relclient.interop._codecs.instants import read_instant
from relclient.interop._codecs.scalars import read_list, read_object, read_text
from relclient.interop.documents._hooks import Hook, mapping, object_hook
from relclient.model.requests import ServiceRequest


def request_hook(made: Converter, relationship: Hook[object]) -> Hook[ServiceRequest]:
    """Read a request, its *relationship* by id; its attributes are taken as they are."""
    structure = make_dict_structure_fn(
        ServiceRequest,
        made,
        relationship=override(struct_hook=relationship),
        attributes=override(struct_hook=lambda value, _: mapping(value, read_text, lambda item: item)),
    )

    def read_request(given: Mapping[str, object], of: type[ServiceRequest]) -> ServiceRequest:
        try:
            return structure(given, of)
        except ClassValidationError as error:
            raise _located(error, given) from None

    return object_hook(read_request, ServiceRequest)


def _located(error: ClassValidationError, given: Mapping[str, object]) -> Exception:
    """Call the first event, if what is wrong is that it is too early, by its place in the document."""
    match error.exceptions:
        case (InvalidValue(what="ServiceRequest.events[0].at") as early,):
            times = [read_instant(read_object(event)["at"]).astimezone(UTC) for event in read_list(given["events"])]
            return error.derive([early.with_fields(what=f"ServiceRequest.events[{times.index(min(times))}].at")])
        case _:
            return error
