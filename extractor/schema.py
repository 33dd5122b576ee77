"""The typed columns of a record, made from the record types: the one home of the Parquet and Arrow schema.

A new field of `Figure` or `Redaction` has its columns here by itself. Texts, whole numbers and truth values have one; a
number has four (VALUE, VALUE_high of a range, and both with every digit as VALUE_exact, VALUE_high_exact), and a fifth where
it may be a date; a span has two; the fields of a nested record follow its name (filled, filled_by).
"""

from __future__ import annotations

import functools
import json
import operator
import types
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from extractor.emit import named
from extractor.emit._cells import exact, utf8
from extractor.errors import BaoshuError

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["Column", "arrays", "columns", "fields", "needs_pyarrow", "status_arrays", "status_fields", "unfitting"]

DIGITS, PLACES = 38, 10  # of a decimal128; what it cannot hold exactly is in NAME_exact alone
_STEP: Final = Decimal(1).scaleb(-PLACES)
_CONTEXT: Final = Context(prec=DIGITS, traps=[Inexact, InvalidOperation])
_NAMES: Final = frozenset({"source_file", "file", "duplicate_of"})  # of files: escaped so that they can be had back

Kind = Literal["text", "whole", "number", "truth", "seconds"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name, what its cells are, and the way from a record (by its JSON keys) to a cell."""

    name: str
    kind: Kind
    cell: Callable[[Mapping[str, Any]], Any]


def needs_pyarrow(what: str) -> Any:  # noqa: ANN401 - a module that may be absent
    """The module pyarrow. Raises BaoshuError that says what to install."""
    try:
        import pyarrow as pa
    except ImportError:
        raise BaoshuError(f'{what} needs pyarrow: pip install "baoshu[data]"') from None
    return pa


@functools.cache
def columns() -> tuple[Column, ...]:
    """The columns of a record, figures and redactions in one.

    >>> names = [column.name for column in columns()]
    >>> names[:4], [name for name in names if name.startswith(("value", "unit", "filled"))][:5]
    (['source_file', 'start', 'end', 'text'], ['value', 'value_high', 'value_exact', 'value_high_exact', 'unit'])
    """
    from extractor.records import Figure, Redaction

    found: dict[str, Any] = {}
    for model in (Figure, Redaction):
        for name, annotation in _annotations(model).items():
            found.setdefault(name, annotation)
    return tuple(column for name, annotation in found.items() for column in _columns(name, annotation, _key(name)))


@functools.cache
def _status_columns() -> tuple[Column, ...]:
    from extractor.status import COLUMNS, Status

    hints = get_type_hints(Status)
    return tuple(column for name in COLUMNS for column in _columns(name, hints[name], _key(name)))


def fields(pa: Any) -> list[pa.Field]:  # noqa: ANN401 - a module that may be absent
    """The Arrow fields of a record."""
    return [pa.field(column.name, _type(pa, column.kind)) for column in columns()]


def status_fields(pa: Any) -> list[pa.Field]:  # noqa: ANN401 - a module that may be absent
    """The Arrow fields of a status row."""
    return [pa.field(column.name, _type(pa, column.kind)) for column in _status_columns()]


def arrays(pa: Any, records: Sequence[Mapping[str, Any]]) -> list[pa.Array]:  # noqa: ANN401 - a module that may be absent
    """The records, each as its JSON has it or `model_dump` gives it, column by column. An empty one gives nulls."""
    return [pa.array(list(map(column.cell, records)), _type(pa, column.kind)) for column in columns()]


def status_arrays(pa: Any, rows: Sequence[Mapping[str, Any]]) -> list[pa.Array]:  # noqa: ANN401 - a module that may be absent
    """The same for status rows."""
    return [pa.array(list(map(column.cell, rows)), _type(pa, column.kind)) for column in _status_columns()]


def unfitting(found: Sequence[pa.Array]) -> int:
    """How many records of `arrays` have a value that only its NAME_exact holds."""
    import pyarrow.compute as pc

    by_name = dict(zip((column.name for column in columns()), found, strict=True))
    wide = None
    for name in (column.name for column in columns() if column.kind == "number"):
        lost = pc.and_(pc.is_null(by_name[name]), pc.is_valid(by_name[f"{name}_exact"]))
        wide = lost if wide is None else pc.or_(wide, lost)
    return int(pc.sum(wide).as_py() or 0)


def _annotations(model: Any) -> dict[str, Any]:  # noqa: ANN401 - a pydantic model's class
    return {name: field.annotation for name, field in model.model_fields.items()}


def _columns(name: str, annotation: Any, get: Callable[[Mapping[str, Any]], Any]) -> Iterator[Column]:  # noqa: ANN401
    """The columns of one field."""
    kinds = set(_plain(annotation))
    nested = [kind for kind in kinds if hasattr(kind, "model_fields")]
    if Decimal in kinds:
        yield from _numbers(name, get, dated=str in kinds)
    elif kinds == {types.GenericAlias(tuple, (int, int))}:
        stem = name.removesuffix("_at")
        yield Column(f"{stem}_start", "whole", _then(get, operator.itemgetter(0)))
        yield Column(f"{stem}_end", "whole", _then(get, operator.itemgetter(1)))
    elif nested and len(kinds) == 1:
        for inner, of in _annotations(nested[0]).items():
            key = _then(get, operator.itemgetter(inner))
            yield from _columns(name if inner == "value" else f"{name}_{inner}", of, key)
    elif kinds == {int}:
        yield Column(name, "whole", get)
    elif kinds == {bool}:
        yield Column(name, "truth", get)
    elif kinds == {float}:
        yield Column(name, "seconds", get)
    elif kinds == {str}:
        yield Column(name, "text", _then(get, named if name in _NAMES else utf8))
    else:
        yield Column(name, "text", _then(get, _json))


def _numbers(name: str, get: Callable[[Mapping[str, Any]], Any], *, dated: bool) -> Iterator[Column]:
    low, high = _then(get, lambda value: _end(value, 0)), _then(get, lambda value: _end(value, 1))
    yield Column(name, "number", _then(low, _fitting))
    yield Column(f"{name}_high", "number", _then(high, _fitting))
    yield Column(f"{name}_exact", "text", _then(low, exact))
    yield Column(f"{name}_high_exact", "text", _then(high, exact))
    if dated:
        date = "date" if name == "value" else f"{name}_date"
        yield Column(date, "text", _then(get, lambda value: value if isinstance(value, str) else None))


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


def _key(name: str) -> Callable[[Mapping[str, Any]], Any]:
    return lambda record: record.get(name)


def _then(get: Callable[[Mapping[str, Any]], Any], of: Callable[[Any], Any]) -> Callable[[Mapping[str, Any]], Any]:
    def cell(record: Mapping[str, Any]) -> Any:  # noqa: ANN401 - a cell
        value = get(record)
        return None if value is None else of(value)

    return cell


def _end(value: Any, end: int) -> Decimal | None:  # noqa: ANN401 - a value of a record, in Python or from JSON
    if isinstance(value, str):
        return None
    if isinstance(value, (tuple, list)):
        return Decimal(value[end])
    return Decimal(value) if end == 0 else None


def _fitting(value: Decimal) -> Decimal | None:
    try:
        return value.quantize(_STEP, context=_CONTEXT)
    except (Inexact, InvalidOperation):
        return None


def _json(value: Any) -> str:  # noqa: ANN401 - a value of a record
    return json.dumps(value, ensure_ascii=False, default=str)


def _type(pa: Any, kind: Kind) -> Any:  # noqa: ANN401 - a module that may be absent
    return {
        "text": pa.string(),
        "whole": pa.int64(),
        "number": pa.decimal128(DIGITS, PLACES),
        "truth": pa.bool_(),
        "seconds": pa.float64(),
    }[kind]
