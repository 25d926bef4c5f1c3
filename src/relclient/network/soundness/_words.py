"""Words: days and records as parts of what is found, in every language."""

from datetime import date, timedelta

from relclient._sentences import Said, said
from relclient.classification.party_classification import Record
from relclient.model.affiliations import Affiliation
from relclient.timing.periods import Period

_DAY = timedelta(days=1)


def days_said(days: Period) -> Said:
    """Return *days* in words."""
    last = None if days.end is None else days.end - _DAY
    if days.start is None:
        return said("always") if last is None else said("until {last}", last=last)
    return (
        said("since {first}", first=days.start)
        if last is None
        else said("from {first} to {last}", first=days.start, last=last)
    )


def record_said(record: Record) -> Said:
    """Return *record* in words, with its days where it has a first or a last one."""
    if isinstance(record, Affiliation):
        what = said(
            "{party} is {capacity} of {organization}",
            party=record.party.name,
            capacity=record.capacity,
            organization=record.organization.name,
        )
    else:
        what = said(
            "{provider} serves {customer} with {service}",
            provider=record.provider.name,
            customer=record.customer.name,
            service=record.service,
        )
    return said("{what} {days}", what=what, days=days_said(record.valid_for)) if record.valid_for.is_limited else what


def turn_said(record: Record, day: date) -> Said:
    """Return that *record* began or ended on *day*, or that its occasion came last on the day before."""
    if record.valid_for.start == day:
        return said("{what} began", what=record_said(record))
    if record.valid_for.end == day:
        return said("{what} ended", what=record_said(record))
    return said("its occasion last came on {last}", last=day - _DAY)
