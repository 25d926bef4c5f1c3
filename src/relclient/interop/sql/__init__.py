"""
Databases: a network in the tables of SQLite or PostgreSQL, whole or in part, and the difference between two.

All works inside the transaction of the connection that it is given, and nothing here commits: the caller does,
as ``with engine.begin() as connection`` does at its end. What raises has written nothing, even if the caller goes on.
"""

from collections.abc import Callable, Iterable
from datetime import date

from relclient._validation import as_tuple, check_day, check_instance
from relclient.errors import ConflictingIds, InvalidValue, MissingExtra, UnknownParty
from relclient.model.parties import Party
from relclient.network import ServiceNetwork

try:
    from sqlalchemy import Connection, select
    from sqlalchemy.exc import DBAPIError

    from relclient.interop.sql import _tables as at
    from relclient.interop.sql._queries import select_all, select_part
    from relclient.interop.sql._reading import network_of
    from relclient.interop.sql._rows import is_kept, rows_of
    from relclient.interop.sql._sync import replace_all, write_difference
    from relclient.interop.sql._tables import Fetched, metadata
    from relclient.interop.sql._transaction import writing
except ModuleNotFoundError as _error:
    raise MissingExtra.lacking(_error, __name__, "sql") from None

__all__ = ["load", "metadata", "save", "sync"]

_READINGS = 3
"""How often a store that changes meanwhile is read anew before its writers have to wait."""
_MORE_READINGS = 30
"""How often it is read anew where the reader cannot make them wait."""
_NO_LOCK = frozenset({"42501", "25006", "25P01"})
"""What PostgreSQL says of a lock to who may only read, to a read-only transaction, and outside of any transaction."""
_COMPARED = 10_000
"""How many ids are looked through for one that looks like an unknown one."""
_REVISION = select(at.revisions.c.number)


def save(connection: Connection, network: ServiceNetwork) -> None:
    """
    Write *network* in the place of all that the tables hold.

    Other writers wait until the caller's transaction has ended; readers see the old network until then.
    In SQLite they wait as long as the driver lets them, five seconds unless ``connect_args={"timeout": ...}`` says
    otherwise, and then get SQLAlchemy's ``OperationalError``, as does this function when it is the one to wait.

    >>> from sqlalchemy import create_engine
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop import sql
    >>> stay = Relationship(Organization("hotel"), Person("mr-pop", "Mr. Pop"), "stay")
    >>> network = ServiceNetwork(relationships=[stay])
    >>> with create_engine("sqlite://").begin() as connection:
    ...     sql.metadata.create_all(connection)
    ...     sql.save(connection, network)
    ...     sql.load(connection) == network
    True

    Raises:
        StaleNetwork: another writer has changed the store since the transaction first read from it,
            where it goes on seeing that state: in REPEATABLE READ, SERIALIZABLE, and SQLite with a WAL.
        Problems: each an `InvalidValue`: a string with a NUL character or half of a surrogate pair,
            or an id or account number that is too long for an index.
        InvalidType: an argument is of another type, or the holidays of a calendar are no set of dates.
        InvalidValue: the connection commits each statement by itself.
    """
    _check_connection("save", connection)
    rows = rows_of(_checked("save network", network))
    with writing(connection):
        replace_all(connection, rows)


def load(
    connection: Connection, on: date | None = None, parties: Iterable[Party | str] | None = None
) -> ServiceNetwork:
    """
    Read the network, or a part of it.

    With *on* it has the ties and relationships that hold on that day, and all parties:
    questions about that day have the answers that the whole network gives.

    With *parties*, or their ids, it has what bears on these, and on all units and subsidiaries below them:
    everyone from whom a chain of relationships leads to one of them, everyone to whom one leads from them,
    and all that any of these receives, so that substitutes are there;
    then, for each party so found, its own ties, the organizations to which they lead, theirs in turn, and so on.
    That is all that ``roles``, ``customers_of``, ``providers_of``, ``dependencies_of``, ``serves_external``,
    ``single_points_of_failure`` and ``affected_customers`` ask for about the given parties,
    and ``classify`` about any two parties in the part. Whoever is not in it is unknown, even to the given:
    to classify someone toward a provider, name both.

    >>> from sqlalchemy import create_engine
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop import sql
    >>> it, desk, spa, guest = *map(Organization, ["it", "front-desk", "spa"]), Person("guest")
    >>> network = ServiceNetwork(relationships=[
    ...     Relationship(it, desk, "bookings"),
    ...     Relationship(it, spa, "bookings"),
    ...     Relationship(desk, guest, "check-in")])
    >>> with create_engine("sqlite://").begin() as connection:
    ...     sql.metadata.create_all(connection)
    ...     sql.save(connection, network)
    ...     list(sql.load(connection, parties=["guest"]).parties)
    ['front-desk', 'guest', 'it']

    Raises:
        Problems: everything that is wrong with the rows, each with its table and key.
        UnknownParty: the store has no party with an id in *parties*.
        ConflictingIds: a party is given whose id has another content in the store.
        InvalidType: an argument is of another type.
        InvalidValue: others kept writing while a connection read that cannot make them wait,
            because it may only read or commits each statement by itself: on PostgreSQL give one
            with ``isolation_level="REPEATABLE READ"``, which reads at one moment.
    """
    _check_connection("load", connection)
    if on is not None:
        check_day("load on", on)
    if parties is None:
        return network_of(_at_rest(connection, lambda: select_all(connection, on)))
    given = {_id(party): party for party in as_tuple(parties, "load parties")}
    stored = set(filter(is_kept, given))  # the driver refuses even to look for another
    network = network_of(_at_rest(connection, lambda: select_part(connection, on, stored)))
    for id, party in given.items():
        if id not in network.parties:
            raise UnknownParty.among(id, connection.scalars(select(at.parties.c.id).limit(_COMPARED)))
        if party not in (id, network.parties[id]):
            raise ConflictingIds("parties", id, network.parties[id], party)
    return network


def sync(connection: Connection, old: ServiceNetwork, new: ServiceNetwork) -> None:
    """
    Write the difference between *old*, as it was loaded, and *new*, which was made of it.

    *old* may be a part of what is stored: all else stays as it is, and what others have added since is kept.
    Where two sync at a time, the second waits for the first, in SQLite for a time, as `save` says,
    and is refused if the first changed a row of its *old*.

    >>> from sqlalchemy import create_engine
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop import sql
    >>> hotel, guest = Organization("hotel"), Person("guest")
    >>> with create_engine("sqlite://").begin() as connection:
    ...     sql.metadata.create_all(connection)
    ...     sql.save(connection, ServiceNetwork(parties=[hotel]))
    ...     old = sql.load(connection)
    ...     sql.sync(connection, old, old.with_relationships(Relationship(hotel, guest, "stay")))
    ...     list(sql.load(connection).relationships)
    ['hotel/guest/stay']

    Raises:
        StaleNetwork: the store no longer holds a row of *old*, has another row under an id that *new* adds
            or other contacts of a relationship in either, or refers to a party that *new* takes away;
            or another writer has changed it since the transaction first read from it, as `save` says.
        Problems: texts that no database keeps, as `save` refuses them;
            or a second parent or circle that comes of ties in the store which *old* does not have.
        InvalidType: an argument is of another type, or the holidays of a calendar are no set of dates.
        InvalidValue: the connection commits each statement by itself.
    """
    _check_connection("sync", connection)
    before, after = rows_of(_checked("sync old", old)), rows_of(_checked("sync new", new))
    with writing(connection):
        write_difference(connection, before, after)


def _check_connection(function: str, connection: object) -> None:
    expected = "a Connection of SQLAlchemy, which engine.begin() gives"
    check_instance(f"{function} connection", connection, Connection, expected)


def _checked(what: str, network: ServiceNetwork) -> ServiceNetwork:
    check_instance(what, network, ServiceNetwork, "a ServiceNetwork")
    return network


def _id(party: Party | str) -> str:
    check_instance("load parties", party, Party | str, "parties or their ids")
    return party if isinstance(party, str) else party.id


def _at_rest(connection: Connection, read: Callable[[], Fetched]) -> Fetched:
    """Read with no writer in between: a reading takes several statements, and each may see a later state."""
    fetched = _undisturbed(connection, read, _READINGS)
    if fetched is None:
        try:
            return _while_writers_wait(connection, read)
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in _NO_LOCK:
                raise
        fetched = _undisturbed(connection, read, _MORE_READINGS)
    if fetched is None:
        remedy = "others kept writing while the connection read, and it cannot make them wait; give REPEATABLE READ"
        raise InvalidValue("The isolation level", connection.get_isolation_level(), remedy)
    return fetched


def _undisturbed(connection: Connection, read: Callable[[], Fetched], times: int) -> Fetched | None:
    """Read until no writer came in between, if one always does only so many *times*."""
    for _ in range(times):
        before = connection.scalar(_REVISION)
        fetched = read()
        if connection.scalar(_REVISION) == before:
            return fetched
    return None


def _while_writers_wait(connection: Connection, read: Callable[[], Fetched]) -> Fetched:
    """Read under a lock that ends with the reading."""
    waiting = connection.begin_nested()
    try:
        connection.execute(_REVISION.with_for_update(read=True))
        return read()
    finally:
        # PostgreSQL unlocks what is rolled back, and SQLite, for which the savepoint is the lock, what is released.
        (waiting.rollback if connection.dialect.name == "postgresql" else waiting.commit)()
