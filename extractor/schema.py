"""The typed columns of a record, made from the record types: the one home of the Parquet and Arrow schema.

A new field of `Figure` or `Redaction` has its columns here by itself. Texts, whole numbers and truth values have one; a
number has four (VALUE, VALUE_high of a range, and both with every digit as VALUE_exact, VALUE_high_exact), and a fifth where
it may be a date; a span has two; the fields of a nested record follow its name (filled, filled_by).
"""

from __future__ import annotations

import functools
import itertools
import json
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from extractor.errors import BaoshuError
from extractor.harmless import named, utf8

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = [
    "DIGITS",
    "PLACES",
    "arrays",
    "columns",
    "fields",
    "needs_pyarrow",
    "status_arrays",
    "status_fields",
    "unfitting",
]

DIGITS, PLACES = 38, 10  # of a decimal128; what it cannot hold exactly is in NAME_exact alone
_STEP: Final = Decimal(1).scaleb(-PLACES)
_CONTEXT: Final = Context(prec=DIGITS, traps=[Inexact, InvalidOperation])
_NAMES: Final = frozenset({"source_file", "file", "duplicate_of"})  # of files: escaped so that they can be had back

Kind = Literal["text", "name", "whole", "number", "truth", "seconds"]
Cells = list[Any]


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of a record: its columns, and the way from its values (None where it is absent) to their cells."""

    name: str
    columns: tuple[tuple[str, Kind], ...]
    split: Callable[[Cells], Sequence[Cells]]


def needs_pyarrow(what: str) -> Any:  # noqa: ANN401 - a module that may be absent
    """The module pyarrow. Raises BaoshuError that says what to install."""
    try:
        import pyarrow as pa
    except ImportError:
        raise BaoshuError(f"{what} needs pyarrow: pip install '.[data]' in the folder of baoshu's source") from None
    return pa


def columns() -> tuple[tuple[str, Kind], ...]:
    """The name and kind of each column of a record, figures and redactions in one.

    >>> names = [name for name, _ in columns()]
    >>> names[:4], [name for name in names if name.startswith(("value", "unit", "filled"))][:5]
    (['source_file', 'start', 'end', 'text'], ['value', 'value_high', 'value_exact', 'value_high_exact', 'unit'])
    """
    return tuple(column for field in _record() for column in field.columns)


@functools.cache
def _record() -> tuple[_Field, ...]:
    from extractor.records import Figure, Redaction

    found = {**_annotations(Redaction), **_annotations(Figure)}
    order = dict.fromkeys((*Figure.model_fields, *Redaction.model_fields))
    return tuple(_field(name, found[name]) for name in order)


@functools.cache
def _status() -> tuple[_Field, ...]:
    from extractor.status import COLUMNS, Status

    hints = get_type_hints(Status)
    return tuple(_field(name, hints[name]) for name in COLUMNS)


def fields(pa: Any) -> list[pa.Field]:  # noqa: ANN401 - a module that may be absent
    """The Arrow fields of a record."""
    return [pa.field(name, _type(pa, kind)) for name, kind in columns()]


def status_fields(pa: Any) -> list[pa.Field]:  # noqa: ANN401 - a module that may be absent
    """The Arrow fields of a status row."""
    return [pa.field(name, _type(pa, kind)) for field in _status() for name, kind in field.columns]


def arrays(pa: Any, records: Sequence[Mapping[str, Any]]) -> list[pa.Array]:  # noqa: ANN401 - a module that may be absent
    """The records, each as its JSON has it or `model_dump` gives it, column by column. An empty one gives nulls."""
    return list(_arrays(pa, _record(), records))


def status_arrays(pa: Any, rows: Sequence[Mapping[str, Any]]) -> list[pa.Array]:  # noqa: ANN401 - a module that may be absent
    """The same for status rows."""
    return list(_arrays(pa, _status(), rows))


def unfitting(found: Sequence[pa.Array]) -> int:
    """How many records of `arrays` have a value that only its NAME_exact holds."""
    import pyarrow.compute as pc

    by_name = dict(zip((name for name, _ in columns()), found, strict=True))
    wide = None
    for name in (name for name, kind in columns() if kind == "number"):
        lost = pc.and_(pc.is_null(by_name[name]), pc.is_valid(by_name[f"{name}_exact"]))
        wide = lost if wide is None else pc.or_(wide, lost)
    return int(pc.sum(wide).as_py() or 0)


def _arrays(pa: Any, of: Sequence[_Field], rows: Sequence[Mapping[str, Any]]) -> Iterator[pa.Array]:  # noqa: ANN401
    for field in of:
        cells = field.split([row.get(field.name) for row in rows])
        for (_, kind), column in zip(field.columns, cells, strict=True):
            yield _MAKERS[kind](pa, column) if kind in _MAKERS else pa.array(column, _type(pa, kind))


def _annotations(model: Any) -> dict[str, Any]:  # noqa: ANN401 - a pydantic model's class
    return {name: field.annotation for name, field in model.model_fields.items()}


def _field(name: str, annotation: Any) -> _Field:  # noqa: ANN401 - a type
    """The columns of one field, by what its values may be."""
    kinds = set(_plain(annotation))
    (kind,) = kinds if len(kinds) == 1 else (None,)
    if Decimal in kinds:
        return _numbers(name, dated=str in kinds)
    if kind == types.GenericAlias(tuple, (int, int)):
        stem = name.removesuffix("_at")
        ends: tuple[tuple[str, Kind], ...] = ((f"{stem}_start", "whole"), (f"{stem}_end", "whole"))
        return _Field(name, ends, lambda spans: [[span and span[end] for span in spans] for end in (0, 1)])
    if hasattr(kind, "model_fields"):
        return _nested(name, kind)
    kinds_of_one: dict[Any, Kind] = {
        str: "name" if name in _NAMES else "text",
        int: "whole",
        bool: "truth",
        float: "seconds",
    }
    if kind in kinds_of_one:
        return _Field(name, ((name, kinds_of_one[kind]),), lambda values: [values])
    return _Field(name, ((name, "text"),), lambda values: [[None if v is None else _json(v) for v in values]])


def _nested(name: str, model: Any) -> _Field:  # noqa: ANN401 - a pydantic model's class
    """A record in a record: its own value has the name of the field, its other fields follow that."""
    inner = {key: _field(name if key == "value" else f"{name}_{key}", of) for key, of in _annotations(model).items()}
    found = tuple(column for one in inner.values() for column in one.columns)

    def split(held: Cells) -> Sequence[Cells]:
        if not any(held):
            return [held] * len(found)
        return list(
            itertools.chain.from_iterable(one.split([h and h[key] for h in held]) for key, one in inner.items())
        )

    return _Field(name, found, split)


def _numbers(name: str, *, dated: bool) -> _Field:
    date = "date" if name == "value" else f"{name}_date"
    columns: list[tuple[str, Kind]] = [(name, "number"), (f"{name}_high", "number")]
    columns += [(f"{name}_exact", "text"), (f"{name}_high_exact", "text")]
    columns += [(date, "text")] if dated else []

    def split(values: Cells) -> Sequence[Cells]:
        pairs = [v if isinstance(v, (tuple, list)) else (None if isinstance(v, str) else v, None) for v in values]
        low, high = ([_exact(pair[end]) for pair in pairs] for end in (0, 1))
        dates = [[v if isinstance(v, str) else None for v in values]] if dated else []
        return [low, high, low, high, *dates]

    return _Field(name, tuple(columns), split)


def _plain(annotation: Any) -> Iterator[Any]:  # noqa: ANN401 - a type
    """The types that a field may have, None left out: str for each Literal, tuple[Decimal, Decimal] for a range."""
    origin = get_origin(annotation)
    if origin is Annotated:
        yield from _plain(get_args(annotation)[0])
    elif origin in {Union, types.UnionType}:
        for one in get_args(annotation):
            yield from _plain(one)
    elif origin is Literal:
        yield from {type(value) for value in get_args(annotation)}
    elif origin is tuple and Ellipsis not in get_args(annotation):
        parts = tuple(kind for part in get_args(annotation) for kind in _plain(part))
        yield types.GenericAlias(tuple, parts)
    elif annotation is not types.NoneType:
        yield annotation


def _exact(number: int | Decimal | None) -> str | None:
    """All digits."""
    return None if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number)


def _json(value: Any) -> str:  # noqa: ANN401 - a value of a record
    return json.dumps(value, ensure_ascii=False, default=str)


def _texts(pa: Any, cells: Cells) -> pa.Array:  # noqa: ANN401 - a module that may be absent
    """Nearly all are UTF-8 as they are; those with a NUL or a lone surrogate are looked at one by one."""
    import pyarrow.compute as pc

    try:
        made = pa.array(cells, pa.string())
        if not pc.any(pc.match_substring(made, "\0")).as_py():
            return made
    except UnicodeEncodeError:
        pass
    return pa.array(list(map(utf8, cells)), pa.string())


def _file_names(pa: Any, cells: Cells) -> pa.Array:  # noqa: ANN401 - a module that may be absent
    known = {cell: named(cell) for cell in set(cells) if cell is not None}
    return pa.array(list(map(known.get, cells)), pa.string())


def _decimals(pa: Any, cells: Cells) -> pa.Array:  # noqa: ANN401 - a module that may be absent
    kind = _type(pa, "number")
    try:
        return pa.array(cells, pa.string()).cast(kind)
    except pa.ArrowInvalid:  # one of them does not fit
        return pa.array([None if cell is None else _fitting(Decimal(cell)) for cell in cells], kind)


_MAKERS: Final[dict[Kind, Callable[[Any, Cells], Any]]] = {"text": _texts, "name": _file_names, "number": _decimals}


def _fitting(value: Decimal) -> Decimal | None:
    try:
        return value.quantize(_STEP, context=_CONTEXT)
    except (Inexact, InvalidOperation):
        return None


def _type(pa: Any, kind: Kind) -> Any:  # noqa: ANN401 - a module that may be absent
    return {
        "text": pa.string(),
        "name": pa.string(),
        "whole": pa.int64(),
        "number": pa.decimal128(DIGITS, PLACES),
        "truth": pa.bool_(),
        "seconds": pa.float64(),
    }[kind]
