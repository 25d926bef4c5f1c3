"""
Databases: a network in the tables of SQLite or PostgreSQL, whole or in part, and the difference between two.

All works inside the transaction of the connection that it is given, and nothing here commits: the caller does,
as ``with engine.begin() as connection`` does at its end. What raises has written nothing, even if the caller goes on.
"""

from collections.abc import Iterable
from datetime import date
from enum import Enum

from relclient._validation import as_tuple, check_day, check_instance
from relclient.classification.rulebook import SoundnessRule
from relclient.errors import ConflictingIds, MissingExtra, UnknownParty
from relclient.interop._codecs.facts import enums_by_name
from relclient.interop._codecs.rulebook import rules_by_name
from relclient.model.parties import Party
from relclient.network import ServiceNetwork
from relclient.network.edit import Edit

try:
    from sqlalchemy import Connection, select

    from relclient.interop.sql import tables
    from relclient.interop.sql._dialects import dialect_of
    from relclient.interop.sql._log import changes_since
    from relclient.interop.sql._queries import select_all, select_part
    from relclient.interop.sql._rows import is_kept, network_of
    from relclient.interop.sql._sync import difference, replace_all, write_difference
    from relclient.interop.sql._transaction import at_rest, revision_of
    from relclient.interop.sql._upgrade import upgrade_tables
    from relclient.interop.sql.tables import metadata
except ModuleNotFoundError as _error:
    raise MissingExtra.lacking(_error, __name__, "sql") from None

__all__ = ["changes", "load", "metadata", "revision", "save", "sync", "upgrade"]

_COMPARED = 10_000
"""How many ids are looked through for one that looks like an unknown one."""


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
    replace_all(connection, _checked("save network", network))


def load(
    connection: Connection,
    on: date | None = None,
    parties: Iterable[Party | str] | None = None,
    *,
    enums: Iterable[type[Enum]] = (),
    rules: Iterable[SoundnessRule] = (),
) -> ServiceNetwork:
    """
    Read the network, or a part of it, with its rulebook and its viewpoint.

    Facts and tables may name members of *enums*, the enumerations of an app's own, and the rulebook rules of
    soundness of its own, which *rules* gives.

    With *on* it has the ties and relationships that hold on that day, and all parties:
    questions about that day have the answers that the whole network gives, but for the days around it
    (``holds``), which no network of one day knows.

    With *parties*, or their ids, it has what bears on these, and on all units and subsidiaries below them:
    everyone from whom a chain of relationships leads to one of them, everyone to whom one leads from them,
    and all that any of these receives, so that substitutes are there;
    the relationships of which one of them is a contact or a manager;
    then, for each party so found, its own ties, the organizations to which they lead, theirs in turn, and so on.
    That is all that ``roles``, ``customers``, ``providers_of``, ``dependencies_of``, ``serves_external``,
    ``single_points_of_failure`` and ``affected_customers`` ask for about the given parties,
    and ``classify`` about one of them toward any party in the part.
    Whoever is not in it is unknown, even to the given: to classify someone toward a provider, name both.

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
    known, named = enums_by_name(enums, "load enums"), rules_by_name(rules, "load rules")
    if parties is None:
        return network_of(at_rest(connection, lambda: select_all(connection, on)), known, named)
    given = {_id(party): party for party in as_tuple(parties, "load parties")}
    stored = set(filter(is_kept, given))  # the driver refuses even to look for another
    network = network_of(at_rest(connection, lambda: select_part(connection, on, stored)), known, named)
    for id, party in given.items():
        if id not in network.parties:
            raise UnknownParty.among(id, connection.scalars(select(tables.parties.c.id).limit(_COMPARED)))
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
    change = difference(_checked("sync old", old), _checked("sync new", new))
    dialect_of(connection).begin(connection)
    if change:
        write_difference(connection, change, old, new)


def revision(connection: Connection) -> int:
    """
    Return the number of times that anything was written: it grows with each `save` and each `sync` of a change.

    >>> from sqlalchemy import create_engine
    >>> from relclient import ServiceNetwork
    >>> from relclient.interop import sql
    >>> with create_engine("sqlite://").begin() as connection:
    ...     sql.metadata.create_all(connection)
    ...     sql.save(connection, ServiceNetwork())
    ...     sql.revision(connection)
    1

    Raises:
        InvalidType: the argument is no connection.
    """
    _check_connection("revision", connection)
    return revision_of(connection)


def changes(connection: Connection, since: int, *, enums: Iterable[type[Enum]] = ()) -> Edit:
    """
    Return what leads from the network as it was at the revision *since* to the one that is stored.

    It costs what has changed, and not what is stored.
    What other programs write past `save` and `sync` is not seen.

    >>> from sqlalchemy import create_engine
    >>> from relclient import Organization, Person, Relationship, ServiceNetwork
    >>> from relclient.interop import sql
    >>> hotel, guest = Organization("hotel"), Person("guest")
    >>> with create_engine("sqlite://").begin() as connection:
    ...     sql.metadata.create_all(connection)
    ...     sql.save(connection, ServiceNetwork(parties=[hotel]))
    ...     seen, old = sql.revision(connection), sql.load(connection)
    ...     sql.sync(connection, old, old.with_relationships(Relationship(hotel, guest, "stay")))
    ...     edit = sql.changes(connection, seen)
    ...     [record.id for record in edit.add], edit.revision
    (['guest', 'hotel/guest/stay'], 2)

    Raises:
        StaleNetwork: everything was replaced by a `save` since, the rulebook or the viewpoint has changed,
            or the log goes back less far (it keeps the latest 10,000 revisions): load the network anew.
        Problems: everything that is wrong with the rows that have changed.
        InvalidType: an argument is of another type.
        InvalidValue: others kept writing, as `load` says.
    """
    _check_connection("changes", connection)
    check_instance("changes since", since, int, "a number that sql.revision gave")
    known = enums_by_name(enums, "changes enums")
    return at_rest(connection, lambda: changes_since(connection, since, known))


def upgrade(connection: Connection) -> None:
    """
    Change tables that relclient 0.1.0 made into those of this release; to current tables nothing happens.

    The network in them stays as it was, and so does all that other programs keep in the same database.

    >>> from sqlalchemy import create_engine
    >>> from relclient.interop import sql
    >>> with create_engine("sqlite://").begin() as connection:
    ...     sql.metadata.create_all(connection)
    ...     sql.upgrade(connection)

    Raises:
        InvalidType: the argument is no connection.
        InvalidValue: the connection commits each statement by itself.
    """
    _check_connection("upgrade", connection)
    upgrade_tables(connection)


def _check_connection(function: str, connection: object) -> None:
    expected = "a Connection of SQLAlchemy, which engine.begin() gives"
    check_instance(f"{function} connection", connection, Connection, expected)


def _checked(what: str, network: ServiceNetwork) -> ServiceNetwork:
    check_instance(what, network, ServiceNetwork, "a ServiceNetwork")
    return network


def _id(party: Party | str) -> str:
    check_instance("load parties", party, Party | str, "parties or their ids")
    return party if isinstance(party, str) else party.id
