"""Diagrams: who serves whom, and what a failure may reach, as DOT and Mermaid text."""

from collections.abc import Iterable, Mapping
from datetime import date
from string import punctuation
from typing import final

from attrs import frozen

from relclient._validation import as_tuple
from relclient.labels import Term
from relclient.model.customers import Customer, Side
from relclient.model.parties import Organization, Party
from relclient.model.relationships import Relationship
from relclient.network.impact._propagation import Failure, Outage
from relclient.network.service_network import ServiceNetwork

__all__ = ["to_dot", "to_mermaid"]


class Fate(Term):
    """What a failure does to a party, as a picture tells it apart."""

    FAILED = "failed"
    AFFECTED = "affected"
    SPARED = "spared"


def to_dot(network: ServiceNetwork, *, on: date, failed: Iterable[Failure] = ()) -> str:
    r"""
    Draw who serves whom on a day as DOT text for Graphviz, and with *failed* what that may reach.

    Organizations are boxes and persons ellipses; external custom is a bold arrow and says so.
    With a failure, the failed are octagons, those who may be affected have a double outline,
    each party's label says which it is, and a service that is lost has a dotted arrow.
    Colors follow, and carry nothing by themselves.

    >>> from datetime import date
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop.diagrams import to_dot
    >>> stay = Relationship(Organization("hotel", "Hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> print(to_dot(ServiceNetwork(relationships=[stay]), on=date(2026, 3, 2)))
    digraph network {
      graph [rankdir=LR, bgcolor=transparent]
      node [style=filled, fillcolor="#eef2f7", color="#5b6b7f", fontcolor="#1b2530", fontname="sans-serif"]
      edge [color="#7f8c9b", fontcolor="#7f8c9b", fontname="sans-serif"]
      n0 [label="Hotel", shape=box]
      n1 [label="Mr. Pop", shape=ellipse]
      n0 -> n1 [label="stay\n(external)", style=bold]
    }

    Raises:
        UnknownParty: a party that fails is not in the network.
        InvalidType: *on* is no date, or *failed* no list of failures.
    """
    picture = _picture(network, on, failed)
    lines = ["digraph network {", *_DOT_STYLE]
    for party, number in picture.numbers.items():
        fate = picture.fates.get(party.id)
        label, look = _dot_text(*_party_lines(party, fate)), _dot_look(party, fate)
        lines.append(f"  n{number} [label={label}, {look}]")
    for link in picture.links:
        style = "dotted" if link.is_lost else "bold" if link.side is Side.EXTERNAL else "solid"
        lines.append(f"  n{link.provider} -> n{link.customer} [label={_dot_text(*link.lines)}, style={style}]")
    return "\n".join([*lines, "}"])


def to_mermaid(network: ServiceNetwork, *, on: date, failed: Iterable[Failure] = ()) -> str:
    """
    Draw who serves whom on a day as Mermaid text, and with *failed* what that may reach.

    Organizations are boxes and persons rounded; external custom is a thick arrow and says so.
    With a failure, the failed are hexagons, those who may be affected have a double outline,
    each party's label says which it is, and a service that is lost has a dotted arrow.

    >>> from datetime import date
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop.diagrams import to_mermaid
    >>> stay = Relationship(Organization("hotel", "Hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> print(to_mermaid(ServiceNetwork(relationships=[stay]), on=date(2026, 3, 2)))
    flowchart LR
      n0["Hotel"]
      n1(["Mr#46; Pop"])
      n0 ==>|"stay<br/>(external)"| n1

    Raises:
        UnknownParty: a party that fails is not in the network.
        InvalidType: *on* is no date, or *failed* no list of failures.
    """
    picture = _picture(network, on, failed)
    lines = ["flowchart LR"]
    for party, number in picture.numbers.items():
        fate = picture.fates.get(party.id)
        before, after = _mermaid_shape(party, fate)
        lines.append(f"  n{number}{before}{_mermaid_text(*_party_lines(party, fate))}{after}")
    for link in picture.links:
        arrow = "-.->" if link.is_lost else "==>" if link.side is Side.EXTERNAL else "-->"
        lines.append(f'  n{link.provider} {arrow}|"{_mermaid_text(*link.lines)}"| n{link.customer}')
    return "\n".join(lines)


_DOT_STYLE = (
    "  graph [rankdir=LR, bgcolor=transparent]",
    '  node [style=filled, fillcolor="#eef2f7", color="#5b6b7f", fontcolor="#1b2530", fontname="sans-serif"]',
    '  edge [color="#7f8c9b", fontcolor="#7f8c9b", fontname="sans-serif"]',
)
"""Middle tones on no background, which are readable on light and on dark pages."""
_DOT_LOOKS = {
    Fate.FAILED: 'shape=octagon, fillcolor="#f4c7c3"',
    Fate.AFFECTED: 'peripheries=2, fillcolor="#fce8b2"',
    Fate.SPARED: 'fillcolor="#d7ecd9"',
}
_MERMAID_SHAPES = {Fate.FAILED: ('{{"', '"}}'), Fate.AFFECTED: ('[["', '"]]')}
_UNPRINTABLE = dict.fromkeys((*range(32), *range(127, 160), 65534, 65535), "�") | {
    ord("\t"): " ",
    ord("\r"): " ",
}
"""Characters that XML, and so SVG, cannot hold or that nobody sees; what becomes of a line break each format says."""
_DOT_ESCAPES = _UNPRINTABLE | {ord("\\"): r"\\", ord('"'): r"\"", ord("\n"): r"\n", ord("&"): "&amp;"}
_MERMAID_ESCAPES = _UNPRINTABLE | {ord(mark): f"#{ord(mark)};" for mark in punctuation} | {ord("\n"): "<br/>"}
"""Every punctuation mark as its entity code: Mermaid reads labels as Markdown, icons, directives and HTML."""


@final
@frozen
class _Link:
    """One arrow of a picture."""

    provider: int
    customer: int
    service: str
    side: Side
    is_lost: bool

    @property
    def lines(self) -> tuple[str, ...]:
        marks = [mark for mark, holds in (("external", self.side is Side.EXTERNAL), ("lost", self.is_lost)) if holds]
        return (self.service, f"({', '.join(marks)})") if marks else (self.service,)


@final
@frozen
class _Picture:
    """What there is to draw: who, numbered so that no id need be escaped, and who serves whom."""

    numbers: Mapping[Party, int]
    links: tuple[_Link, ...]
    fates: Mapping[str, Fate]
    """What a failure does to each party, by id; empty where nothing fails."""


def _picture(network: ServiceNetwork, on: date, failed: Iterable[Failure]) -> _Picture:
    failures = as_tuple(failed, "failed")
    affected = network.affected_customers(*failures, on=on, internal=True)
    outages = {(_id(one.provider), one.service) for one in failures if isinstance(one, Outage)}
    down = {_id(one) for one in failures if not isinstance(one, Outage)}
    live = [one for one in network.relationships.values() if on in one.valid_for]
    parties = sorted({end for one in live for end in (one.provider, one.party)}, key=lambda party: party.id)
    numbers = {party: number for number, party in enumerate(parties)}
    fates: dict[str, Fate] = {}
    if failures:
        fates = dict.fromkeys((party.id for party in parties), Fate.SPARED)
        fates |= dict.fromkeys((one.customer.id for one in affected), Fate.AFFECTED)
        fates |= dict.fromkeys(down, Fate.FAILED)
    stopped = {party for party, fate in fates.items() if fate is not Fate.SPARED}
    links = tuple(
        _Link(
            numbers[one.provider],
            numbers[one.party],
            one.service,
            _side(network, one, on),
            one.provider.id in stopped or (one.provider.id, one.service) in outages,
        )
        for one in live
    )
    return _Picture(numbers, links, fates)


def _side(network: ServiceNetwork, relationship: Relationship, on: date) -> Side:
    customer = relationship.customer
    if isinstance(customer, Customer):
        return customer.side
    return network.classify(customer, relationship.provider, on=on).side


def _id(party: Party | str) -> str:
    return party if isinstance(party, str) else party.id


def _party_lines(party: Party, fate: Fate | None) -> tuple[str, ...]:
    return (party.name,) if fate is None else (party.name, f"({fate.label()})")


def _dot_look(party: Party, fate: Fate | None) -> str:
    look = "" if fate is None else _DOT_LOOKS[fate]
    if look.startswith("shape="):
        return look
    shape = "shape=box" if isinstance(party, Organization) else "shape=ellipse"
    return f"{shape}, {look}" if look else shape


def _dot_text(*lines: str) -> str:
    r"""Quote *lines* for DOT, where ``\n`` parts them."""
    return '"' + r"\n".join(line.translate(_DOT_ESCAPES) for line in lines) + '"'


def _mermaid_shape(party: Party, fate: Fate | None) -> tuple[str, str]:
    if fate in _MERMAID_SHAPES:
        return _MERMAID_SHAPES[fate]
    return ('["', '"]') if isinstance(party, Organization) else ('(["', '"])')


def _mermaid_text(*lines: str) -> str:
    name, *marks = lines  # the marks are our own words, and mean nothing to Mermaid
    return "<br/>".join([name.translate(_MERMAID_ESCAPES), *marks])
