"""Upgrading: the tables of relclient 0.1.0 made into those of this release, with all that they hold."""

from sqlalchemy import Connection, inspect, select, update

from relclient.interop._codecs.scalars import read_list, read_object
from relclient.interop._codecs.values import codec
from relclient.interop.sql import tables as of
from relclient.interop.sql._dialects import dialect_of
from relclient.interop.sql._log import clear_log
from relclient.interop.sql._transaction import writing
from relclient.model.customers import CustomerKind
from relclient.model.markets import Market, MarketScope

_NEW = of.relationships.c.own_facts
"""A column that 0.1.0 did not have."""
_CHANGED = (of.agreements, of.targets, of.affiliations, of.relationships)
"""The tables that 0.1.0 had otherwise."""


def upgrade_tables(connection: Connection) -> None:
    """Make the tables those of this release, unless they are so already or there are none."""
    there = inspect(connection)
    if not there.has_table(of.relationships.name):
        return
    if _NEW.name in {column["name"] for column in there.get_columns(of.relationships.name)}:
        return
    dialect_of(connection).begin(connection)
    of.metadata.create_all(connection, tables=[of.settings, of.log])
    with writing(connection) as revision:
        for table in _CHANGED:
            dialect_of(connection).change_table(connection, table)
        _read_target_markets_as_markets(connection)
        _forget_markets_that_nobody_named(connection)
        clear_log(connection, revision)


def _read_target_markets_as_markets(connection: Connection) -> None:
    """Make the string that once was a target market the domestic and the foreign market of that segment."""
    services = of.relationships.c
    for_framework = select(services.id, services.facts).where(services.kind == CustomerKind.FRAMEWORK.value)
    for id, facts in connection.execute(for_framework).all():
        given = read_object(facts)
        segments = [text for text in read_list(given.get("target_markets")) if isinstance(text, str)]
        markets = [codec(Market).write(Market(scope, segment)) for segment in segments for scope in MarketScope]
        now = {**given, "target_markets": markets}
        connection.execute(update(of.relationships).where(services.id == id).values(facts=now))


def _forget_markets_that_nobody_named(connection: Connection) -> None:
    """Take off the market that 0.1.0 wrote where none was given: the whole of the domestic one."""
    services = of.relationships.c
    by_default = services.market_scope == MarketScope.DOMESTIC.value, services.market_segment.is_(None)
    connection.execute(update(of.relationships).where(*by_default).values(market_scope=None))
