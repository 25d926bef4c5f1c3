"""Hooks: how values that hold others are read, all of what they hold before any fault of it is told."""

from collections.abc import Callable, Iterable, Mapping
from inspect import signature
from types import UnionType
from typing import TypeVar, get_args, get_origin

from cattrs import Converter
from cattrs.gen import make_dict_structure_fn

from relclient.interop._codecs.entries import some_of
from relclient.interop._codecs.scalars import is_set, one_of, read_list, read_object, unknown_choice
from relclient.interop.documents._problems import MissingKind, UnknownKey
from relclient.interop.documents._reading import Several, at, every
from relclient.labels import Term

K = TypeVar("K")
T = TypeVar("T")
V = TypeVar("V")
Read = Callable[[object], V]
"""Reads one value of a document."""
Hook = Callable[[object, object], V]
"""Reads one too; cattrs says of which type, which a hook knows already."""


def value_hook(made: Converter, of: type[T]) -> Hook[T]:
    """Read an object into the attrs class *of*."""
    return object_hook(make_dict_structure_fn(of, made), of)


def kinds_hook(made: Converter, kinds: Mapping[str, type[T]]) -> Hook[T]:
    """Read an object into the class that its key ``kind`` names."""
    return _tagged({kind: object_hook(make_dict_structure_fn(of, made), of, "kind") for kind, of in kinds.items()})


def object_hook(structure: Callable[[Mapping[str, object], type[T]], T], of: type[T], *others: str) -> Hook[T]:
    """Let *structure*, which cattrs made for the attrs class *of*, read objects that have its keys or *others*."""
    known = {*others, *signature(of).parameters}

    def read_value(value: object, _: object = None) -> T:
        given = read_object(value)
        if given.keys() <= known:
            return structure(given, of)
        broken: list[Exception] = [UnknownKey(key, known) for key in given if key not in known]
        try:
            structure(given, of)
        except Exception as error:  # noqa: BLE001  # whatever else is wrong is told with the keys
            broken.append(error)
        raise Several("", broken)

    return read_value


def each(value: object, read: Read[V]) -> Iterable[V]:
    """Read every item of a list."""
    return every(enumerate(read_list(value)), read).values()


def mapping(value: object, read_key: Read[K], read_item: Read[V]) -> dict[K, V]:
    """Read every key of an object and what it has; a fault of either is told at the key."""
    pairs = ((key, (key, item)) for key, item in read_object(value).items())
    return dict(every(pairs, lambda pair: (read_key(pair[0]), read_item(pair[1]))).values())


def sequence_hook(made: Converter, of: type) -> Hook[Iterable[object]]:
    """Read a list into the tuple or set *of* something."""
    item = get_args(of)[0]
    hook = made.get_structure_hook(item)

    def read(value: object) -> object:
        return hook(value, item)

    if get_origin(of) is tuple:
        return lambda value, _: tuple(each(value, read))
    return lambda value, _: each_of_set(value, read)


def each_of_set(value: object, read: Read[V]) -> frozenset[V]:
    """Read a list, or one of Python's sets, which JSON has not."""
    return frozenset(each(tuple(value) if is_set(value) else value, read))


def optional_hook(made: Converter, of: UnionType) -> Hook[object]:
    """Read something or null."""
    some = some_of(of)
    read = made.get_structure_hook(some)
    return lambda value, _: None if value is None else read(value, some)


def _tagged(kinds: Mapping[str, Hook[T]]) -> Hook[T]:
    """Read an object whose key ``kind`` says what else it holds."""
    expected = one_of(kinds)

    def read_tagged(value: object, _: object = None) -> T:
        given = read_object(value)
        kind = given.get("kind")
        read = kinds.get(kind.value if isinstance(kind, Term) else kind) if isinstance(kind, str | Term) else None
        if read is not None:
            return read(given, None)
        raise at("kind", unknown_choice(kind, expected)) if "kind" in given else MissingKind(expected)

    return read_tagged
