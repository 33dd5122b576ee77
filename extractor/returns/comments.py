"""A submitter's own .docx with a Word comment at each place that is asked about.

The copy is the original with insertions: marks, and where a mark falls into a run, the end of the run and its beginning again with the
same properties. Without what was inserted it is the original, byte for byte; the reader gives the same text for both.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from extractor.errors import InputError
from extractor.harmless import shown
from extractor.read import LIMITS, Limits, docx
from extractor.records import text_sha256
from extractor.release import COPY
from extractor.returns._parts import Piece, Scan, Span, package, relations, rels_of, scan, zipped
from extractor.returns._trace import Trace, trace
from extractor.returns.question import Question

__all__ = ["commented"]

_AUTHOR: Final = "报数"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_RELATION: Final = (
    "http://schemas.openxmlformats.org/officeDocument/2006",
    "http://purl.oclc.org/ooxml/officeDocument",
)
_WORD: Final = frozenset(
    {"http://schemas.openxmlformats.org/wordprocessingml/2006/main", f"{_STRICT}wordprocessingml/main"}
)
_NUMBER: Final = re.compile(r"[0-9]{1,9}")
_SPACE: Final = " \t\r\n"
_QUOTED: Final = 60  # characters of the sentence, where the comment cannot stand at its figure


@dataclass(frozen=True, slots=True)
class _Insertion:
    at: int
    order: int  # of insertions at one place: what ends there goes before what begins
    text: str


def commented(data: bytes, name: str, sha256: str, asked: Sequence[Question], limits: Limits = LIMITS) -> bytes:
    """The .docx in `data` with a comment for each question; `sha256` is that of the text that they are about.

    Raises InputError where that cannot be: the text is not the one that was asked about, or the file is put together in a
    way in which nothing can be inserted.
    """
    text = docx.read(data, name, limits).text
    if text_sha256(text) != sha256:
        raise InputError(name, "its text is read differently now: run `baoshu extract` again", "changed")
    parts = package(data, name, limits)
    main = next((part for kind, part in relations(parts, "").values() if kind == "officeDocument"), "word/document.xml")
    if main not in parts:
        raise InputError(name, "cannot be annotated: the names of its parts are not written alike", "broken")
    related = relations(parts, main)
    held = [main, *(part for kind, part in related.values() if kind in {"footnotes", "endnotes"} and part in parts)]
    scans = {part: scan(parts[part], name) for part in dict.fromkeys(held)}
    if scans[main].namespace not in _WORD or not scans[main].prefix:
        raise InputError(name, "cannot be annotated: its XML is written in an unusual way", "format")
    traced = trace(parts, scans, text, name, limits)
    comments = next((part for kind, part in related.values() if kind == "comments" and part in parts), "")
    first = _first_free(parts, comments, name)
    marks, texts = _marks(asked, scans, main, traced, first, name)
    changed = {main: _inserted(scans[main], marks)} | _comments(parts, main, comments, texts, scans[main], name)
    copy = zipped({**parts, **changed}, COPY)
    if docx.read(copy, name, limits).text != text:
        raise InputError(name, "cannot be annotated without changing its text", "format")
    return copy


def _first_free(parts: Mapping[str, bytes], comments: str, name: str) -> int:
    """The first number that no comment of the submitter's has."""
    if not comments:
        return 0
    ids = [attributes.get("id", "") for tag, attributes in scan(parts[comments], name).elements if tag == "comment"]
    return max((int(number) for number in ids if _NUMBER.fullmatch(number)), default=-1) + 1


def _marks(
    asked: Sequence[Question], scans: Mapping[str, Scan], main: str, traced: Trace, first: int, name: str
) -> tuple[list[_Insertion], list[tuple[int, str]]]:
    """What is inserted into the main part, and (number, text) of each comment."""
    prefix, raw = scans[main].prefix, scans[main].raw
    marks: list[_Insertion] = []
    texts = []
    for number, question in enumerate(asked, first):
        begin = f'<{prefix}commentRangeStart {prefix}id="{number}"/>'
        end = f'<{prefix}commentRangeEnd {prefix}id="{number}"/>'
        end += f'<{prefix}r><{prefix}commentReference {prefix}id="{number}"/></{prefix}r>'
        span = traced.span(question.figure.start, question.figure.end)
        if span and span[0][0] == span[1][0] == main:
            (_, piece, start), (_, last, close) = span
            exact = _splits(piece, raw) and _splits(last, raw)
            if exact:
                marks += _at_words(raw, piece, start, last, close, begin, end)
            else:
                marks += _at_runs((piece.outer[0], last.outer[1]), begin, end)
        else:
            exact = False
            marks += _at_runs(_elsewhere(span[0][1] if span else None, scans[main], name), begin, end)
        texts.append(
            (number, question.asked if exact else f"{question.where}「{_quoted(question)}」：{question.asked}")
        )
    return marks, texts


def _quoted(question: Question) -> str:
    """The words around the figure; of a sentence in which it cannot be found the first ones."""
    figure, reach = question.figure, _QUOTED // 2
    if question.span is None:
        return shown(figure.sentence)[: len(shown(figure.text)) + reach]
    before, text, after = map(shown, question.span.parts(figure.sentence))
    return before[-reach:] + text + after[:reach]


def _elsewhere(piece: Piece | None, scanned: Scan, name: str) -> Span:
    """Where a comment stands that cannot stand at its words: at the note's reference, or at the document's first words."""
    if piece is not None and piece.note in scanned.notes:
        return scanned.notes[piece.note]
    if not scanned.pieces:
        raise InputError(name, "cannot be annotated: there is no text in its body", "format")
    return scanned.pieces[0].outer


def _splits(piece: Piece, raw: bytes) -> bool:
    """Whether a run can be ended in the midst of this text: in a text box or a formula it cannot, nor where spaces would show."""
    plain = b"<" not in raw[piece.start : piece.end]  # no CDATA
    return plain and piece.outer == piece.run and (piece.keeps_space or piece.text == piece.text.strip(_SPACE))


def _at_runs(span: Span, begin: str, end: str) -> list[_Insertion]:
    return [_Insertion(span[0], 1, begin), _Insertion(span[1], 0, end)]


def _at_words(
    raw: bytes, piece: Piece, start: int, last: Piece, close: int, begin: str, end: str
) -> Iterable[_Insertion]:
    """The marks before character `start` of a text and behind character `close` of the same or a later one."""
    if not piece.keeps_space:
        while start and piece.text[start - 1] in _SPACE:  # at the end of a w:t they would not be shown any more
            start -= 1
    if start:
        tags = _Tags(raw, piece)
        yield _Insertion(
            piece.byte(start), 1, f"{tags.close_text}{tags.close_run}{begin}{tags.open_run}{tags.open_text}"
        )
    elif raw[piece.content : piece.open].strip():
        tags = _Tags(raw, piece)
        yield _Insertion(piece.open, 1, f"{tags.close_run}{begin}{tags.open_run}")
    else:
        yield _Insertion(piece.run[0], 1, begin)
    tags = _Tags(raw, last)
    if close + 1 < len(last.text):
        text = f"{tags.close_text}{tags.close_run}{end}{tags.open_run}{tags.open_text}"
        yield _Insertion(last.byte(close + 1), 0, text)
    elif raw[last.close : last.end_of_content].strip():
        yield _Insertion(last.close, 0, f"{tags.close_run}{end}{tags.open_run}")
    else:
        yield _Insertion(last.run[1], 0, end)


class _Tags:
    """The tags of a text and its run, as the file writes them: to end both, and to begin them again."""

    def __init__(self, raw: bytes, piece: Piece) -> None:
        self.open_run = raw[piece.run[0] : piece.content].decode()
        self.close_run = raw[piece.end_of_content : piece.run[1]].decode()
        self.close_text = raw[piece.end : piece.close].decode()
        self.open_text = f'<{self.close_text[2:].rstrip("> ")} xml:space="preserve">'


def _inserted(scanned: Scan, marks: Iterable[_Insertion]) -> bytes:
    out, at = [], 0
    for mark in sorted(marks, key=lambda mark: (mark.at, mark.order)):
        out += [scanned.raw[at : mark.at], mark.text.encode()]
        at = mark.at
    return b"".join((*out, scanned.raw[at:]))


def _comments(
    parts: Mapping[str, bytes], main: str, comments: str, texts: Iterable[tuple[int, str]], scanned: Scan, name: str
) -> dict[str, bytes]:
    """The part with the comments, and where it is new, what tells of it: a relation, and its type."""
    if comments:
        held = scan(parts[comments], name)
        if held.namespace != scanned.namespace or not held.prefix:
            raise InputError(name, "cannot be annotated: its comments are written in an unusual way", "format")
        return {comments: _appended(parts[comments], "".join(_comment(held.prefix, *one) for one in texts), name)}
    comments = _new_name(parts, main)
    root = f'<w:comments xmlns:w="{scanned.namespace}">'
    body = "".join(_comment("w:", *one) for one in texts)
    made = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{root}{body}</w:comments>'.encode()
    base = _RELATION[scanned.namespace.startswith(_STRICT)]
    rels = rels_of(main)
    empty = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
    held_rels = parts.get(rels, empty)
    prefix = scan(held_rels, name).prefix
    taken = {one.get("Id") for _, one in scan(held_rels, name).elements}
    number = next(n for n in range(1, len(taken) + 2) if f"rIdBaoshu{n}" not in taken)
    relation = f'<{prefix}Relationship Id="rIdBaoshu{number}" Type="{base}/relationships/comments" Target="{posixpath.basename(comments)}"/>'
    types = parts.get("[Content_Types].xml", b"<Types/>")
    override = f'<{scan(types, name).prefix}Override PartName="/{comments}" ContentType="{_TYPE}"/>'
    return {
        comments: made,
        rels: _appended(held_rels, relation, name),
        "[Content_Types].xml": _appended(types, override, name),
    }


def _new_name(parts: Mapping[str, bytes], main: str) -> str:
    folder, taken = main.rpartition("/")[0], {part.lower() for part in parts}
    names = (f"{folder}/comments{number or ''}.xml".lstrip("/") for number in range(len(parts) + 1))
    return next(one for one in names if one.lower() not in taken)


def _comment(prefix: str, number: int, text: str) -> str:
    said = escape(shown(text))
    run = f'<{prefix}r><{prefix}t xml:space="preserve">{said}</{prefix}t></{prefix}r>'
    head = f'{prefix}id="{number}" {prefix}author="{_AUTHOR}" {prefix}initials="{_AUTHOR}"'
    return f"<{prefix}comment {head}><{prefix}p>{run}</{prefix}p></{prefix}comment>"


def _appended(raw: bytes, child: str, name: str) -> bytes:
    """A part with one more element at the end of its root."""
    scanned = scan(raw, name)
    if scanned.root_end:
        return raw[: scanned.root_end] + child.encode() + raw[scanned.root_end :]
    head, _, rest = raw.rpartition(b"/>")  # <Types/>
    tag = head[head.rfind(b"<") + 1 :].split(None, 1)[0]
    return head + b">" + child.encode() + b"</" + tag + b">" + rest
