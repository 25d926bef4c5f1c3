"""Upgrading: a document of the first version, put into the words of this one before it is read."""

from collections.abc import Callable, Mapping
from typing import Any

from relclient.interop._codecs.entries import VERSION
from relclient.interop._codecs.scalars import is_list, is_object

_FIRST = 1
"""The version that relclient 0.1.0 wrote."""


def upgraded(data: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *data* as this version says it; what is not of the first version, or broken, stays as it is."""
    if data.get("relclient") != _FIRST:
        return data
    return {
        **data,
        "relclient": VERSION,
        **_section(data, "affiliations", _affiliation),
        **_section(data, "relationships", _relationship),
    }


def _section(
    data: Mapping[str, object], name: str, upgrade: Callable[[dict[str, object]], object]
) -> dict[str, object]:
    entries = data.get(name)
    if not is_list(entries):
        return {}
    return {name: [upgrade({**entry}) if is_object(entry) else entry for entry in entries]}


def _affiliation(entry: dict[str, object]) -> object:
    """Return the tie of a party that does nothing, which is what absent functions meant."""
    return {"functions": [], **entry}


def _relationship(entry: dict[str, object]) -> object:
    customer = entry.get("customer")
    party = customer.get("party") if is_object(customer) else customer
    parts = (entry.get("provider"), party, entry.get("service"))
    if "id" not in entry and any(isinstance(part, str) and ("/" in part or "%" in part) for part in parts):
        entry["id"] = _id_of_old(parts, entry.get("valid_for"))
    if is_object(customer) and is_list(targets := customer.get("target_markets")):
        markets = [market for target in targets for market in _markets(target)]
        entry["customer"] = {**customer, "target_markets": markets}
    return entry


def _id_of_old(parts: tuple[object, ...], valid_for: object) -> str:
    """Return the id that the first version made of the parts, in which nothing was escaped."""
    start = valid_for.get("start") if is_object(valid_for) else None
    return "/".join(str(part) for part in (*parts, start) if part is not None)


def _markets(target: object) -> list[object]:
    """Return the markets that a target stands for: a segment at home and abroad."""
    if not isinstance(target, str):
        return [target]
    return [{"segment": target}, {"scope": "foreign", "segment": target}]
