"""The text of an .odt as its last reader sees it: what was deleted stands apart in the file, what is hidden is left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from extractor.read._blocks import PAGE, Blocks, Line, Row
from extractor.read._odt_lists import Lists
from extractor.read._odt_styles import Styles
from extractor.read._raised import NORMAL
from extractor.read._unread import Unread
from extractor.read._xml import whole

__all__ = ["Story"]

_SPACE: Final = re.compile(r"[ \t\r\n]+")
_MOST_SPACES: Final = 100
_UNSAID: Final = frozenset(
    {"office:annotation", "office:forms", "text:tracked-changes", "text:note-citation", "text:ruby-text", "text:script"}
    | {"text:table-of-content", "text:illustration-index", "text:table-index", "text:alphabetical-index"}  # said before
    | {"svg:title", "svg:desc", "table:desc", "table:title"}
)
_PAGE_NUMBERS: Final = frozenset({"text:page-number", "text:page-count"})
_SHAPES: Final = (
    "custom-shape",
    "rect",
    "ellipse",
    "circle",
    "line",
    "polyline",
    "polygon",
    "path",
    "connector",
    "caption",
)
_ELEMENTS: Final = {  # what the methods of Story call them
    "text:p": "paragraph",
    "text:h": "heading",
    "text:span": "span",
    "text:s": "spaces",
    "text:tab": "tab",
    "text:line-break": "line",
    "text:list": "list",
    "text:list-item": "item",
    "text:note": "note",
    "text:note-body": "note_body",
    "table:table": "table",
    "table:table-row": "row",
    "table:table-cell": "cell",
    "table:covered-table-cell": "cell",
    "draw:text-box": "box",
    **{f"draw:{shape}": "box" for shape in _SHAPES},
    "draw:frame": "frame",
    "draw:image": "image",
    "draw:object": "object",
    "draw:object-ole": "object",
}
_AROUND: Final = {  # the elements that these stand in
    "office:text": "body",
    "style:master-page": "page",
    **{f"style:header{page}": "header" for page in ("", "-left", "-first")},
    **{f"style:footer{page}": "footer" for page in ("", "-left", "-first")},
}
_LENGTH: Final = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,4})?)(cm|mm|in|pt)\Z")
_MILLIMETRES: Final = {"cm": 10, "mm": 1, "in": 25.4, "pt": 25.4 / 72}


@dataclass(slots=True)
class _Paragraph:
    pieces: list[str] = field(default_factory=list)
    hidden: bool = False
    label: str = ""
    spans: list[_Span] = field(default_factory=list)


class _Span(NamedTuple):
    """How the text of a span looks, those around it counted in."""

    hidden: bool = False
    struck: bool = False
    aligned: str = ""  # the mark of what stands above or below the line


class Story:
    """A handler of content.xml and of the headers in styles.xml: what is said goes to `blocks`."""

    dull: frozenset[str] = frozenset(
        {"text:soft-page-break", "text:bookmark", "text:bookmark-start", "text:bookmark-end"}
    )

    def __init__(self, blocks: Blocks, styles: Styles, *, margins: bool = False) -> None:
        """`margins`: the headers and footers of the master pages are told, not the body."""
        self.unread = Unread()
        self.body = False  # there is one
        self._blocks, self._styles, self._margins = blocks, styles, margins
        self._notes: dict[str, list[list[Line | Row]]] = {"footnote": [], "endnote": []}
        self._kind = "footnote"  # of the note or margin that is under way
        self._inside = 0  # the body, or a margin
        self._page_used = False
        self._skip = 0
        self._paragraphs: list[_Paragraph] = []
        self._lists = Lists(styles)
        self._shown: list[bool] = []  # whether the rows are
        self._repeats: list[int] = []  # how many columns the cells are wide
        self._size = (0.0, 0.0)
        known = _ELEMENTS | _AROUND
        self._starts = {tag: getattr(self, f"_start_{what}", None) for tag, what in known.items()}
        self._ends = {tag: getattr(self, f"_end_{what}", None) for tag, what in known.items()}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._skip or tag in _UNSAID or _is_hidden(tag, attributes):
            self._skip += 1
            if tag == "text:hidden-paragraph" and self._paragraphs:
                self._paragraphs[-1].hidden = True
            return
        if tag in _PAGE_NUMBERS and self._margins:
            self._skip = 1
            self._say(PAGE)
        elif (begin := self._starts.get(tag)) and (self._inside or tag in _AROUND):
            begin(attributes)

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skip:
            self._skip -= 1
        elif (finish := self._ends.get(tag)) and (self._inside or tag in _AROUND):
            finish()

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._paragraphs and not self._skip:
            self._say(_SPACE.sub(" ", text).replace(PAGE, " "))

    def put_notes(self) -> None:
        """Write the notes, in the order of the text."""
        for kind in ("footnote", "endnote"):
            for items in self._notes[kind]:
                self._blocks.put(items)

    def _say(self, text: str) -> None:
        if self._paragraphs:
            paragraph = self._paragraphs[-1]
            span = paragraph.spans[-1] if paragraph.spans else _Span()
            if span.struck and text.strip() and not span.hidden:
                self.unread.kinds["struck-out text"] = None
            if not (span.hidden or span.struck):
                paragraph.pieces.append(f"{span.aligned}{text}{NORMAL}" if span.aligned else text)

    def _start_body(self, _: Mapping[str, str]) -> None:
        self.body = True
        self._inside += not self._margins

    def _end_body(self) -> None:
        self._inside -= not self._margins

    def _start_page(self, attributes: Mapping[str, str]) -> None:
        self._page_used = attributes.get("name") in self._styles.pages
        if self._page_used and attributes.get("next-style-name"):
            self._styles.pages.add(attributes["next-style-name"])

    def _start_margin(self, attributes: Mapping[str, str], kind: str) -> None:
        if not self._margins or not self._page_used or attributes.get("display") == "false":
            self._skip = 1
            return
        self._inside += 1
        self._kind = kind
        self._blocks.open_part(kind)

    def _start_header(self, attributes: Mapping[str, str]) -> None:
        self._start_margin(attributes, "header")

    def _start_footer(self, attributes: Mapping[str, str]) -> None:
        self._start_margin(attributes, "footer")

    def _end_header(self) -> None:
        self._inside -= 1
        self._blocks.put_margin(self._kind, self._blocks.close_part())

    def _end_footer(self) -> None:
        self._end_header()

    def _start_paragraph(self, attributes: Mapping[str, str]) -> None:
        self._paragraphs.append(_Paragraph(hidden=self._hides(attributes)))
        if not self._paragraphs[-1].hidden:
            self._paragraphs[-1].label = self._lists.label()

    def _start_heading(self, attributes: Mapping[str, str]) -> None:
        self._paragraphs.append(_Paragraph(hidden=self._hides(attributes)))
        if not self._paragraphs[-1].hidden:
            self._paragraphs[-1].label = self._lists.heading(attributes)

    def _hides(self, attributes: Mapping[str, str]) -> bool:
        return bool(self._styles.hidden("paragraph", attributes.get("style-name", "")))

    def _end_paragraph(self) -> None:
        paragraph = self._paragraphs.pop()
        if paragraph.hidden:
            return
        text = "".join(paragraph.pieces).removeprefix(" ")
        self._blocks.paragraph(text, paragraph.label)

    def _end_heading(self) -> None:
        self._end_paragraph()

    def _start_span(self, attributes: Mapping[str, str]) -> None:
        if self._paragraphs:
            spans, name = self._paragraphs[-1].spans, attributes.get("style-name", "")
            around = spans[-1] if spans else _Span()
            hidden, struck = self._styles.hidden("text", name), self._styles.struck(name)
            aligned = self._styles.aligned(name)
            spans.append(
                _Span(
                    around.hidden if hidden is None else hidden,
                    around.struck if struck is None else struck,
                    around.aligned if aligned is None else aligned,
                )
            )

    def _end_span(self) -> None:
        if self._paragraphs and self._paragraphs[-1].spans:
            self._paragraphs[-1].spans.pop()

    def _start_spaces(self, attributes: Mapping[str, str]) -> None:
        self._say(" " * min(whole(attributes.get("c"), 1), _MOST_SPACES))

    def _start_tab(self, _: Mapping[str, str]) -> None:
        self._say("\t")

    def _start_line(self, _: Mapping[str, str]) -> None:
        self._say("\n")

    def _start_list(self, attributes: Mapping[str, str]) -> None:
        self._lists.begin(attributes)

    def _end_list(self) -> None:
        self._lists.end()

    def _start_item(self, attributes: Mapping[str, str]) -> None:
        self._lists.begin_item(attributes)

    def _start_note(self, attributes: Mapping[str, str]) -> None:
        self._kind = "endnote" if attributes.get("note-class") == "endnote" else "footnote"

    def _start_note_body(self, _: Mapping[str, str]) -> None:
        self._lists.enter()
        self._blocks.open_part(f"{self._kind}={len(self._notes.get(self._kind, ())) + 1}")

    def _end_note_body(self) -> None:
        self._notes.setdefault(self._kind, []).append(self._blocks.close_part())
        self._lists.leave()

    def _start_box(self, _: Mapping[str, str]) -> None:
        self._lists.enter()
        self._blocks.open_box()

    def _end_box(self) -> None:
        self._blocks.close_box()
        self._lists.leave()

    def _start_table(self, _: Mapping[str, str]) -> None:
        self._blocks.open_table()

    def _end_table(self) -> None:
        self._blocks.close_table()

    def _start_row(self, attributes: Mapping[str, str]) -> None:
        self._shown.append(attributes.get("visibility", "visible") == "visible")
        self._blocks.open_row()

    def _end_row(self) -> None:
        self._blocks.close_row(keep=self._shown.pop())

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self._lists.enter()
        self._repeats.append(whole(attributes.get("number-columns-repeated"), 1))
        self._blocks.open_cell()

    def _end_cell(self) -> None:
        self._blocks.close_cell(self._repeats.pop())
        self._lists.leave()

    def _start_frame(self, attributes: Mapping[str, str]) -> None:
        self._size = _millimetres(attributes.get("width", "")), _millimetres(attributes.get("height", ""))

    def _start_object(self, _: Mapping[str, str]) -> None:
        self.unread.kinds["embedded objects"] = None

    def _start_image(self, _: Mapping[str, str]) -> None:
        self.unread.picture(*self._size)


def _is_hidden(tag: str, attributes: Mapping[str, str]) -> bool:
    """A section, a variable or a condition that is not shown."""
    if not tag.startswith("text:"):
        return False
    return attributes.get("is-hidden") == "true" or attributes.get("display") == "none"


def _millimetres(length: str) -> float:
    """A length in millimetres; 0 where it is none."""
    found = _LENGTH.match(length)
    return float(found[1]) * _MILLIMETRES[found[2]] if found else 0.0
