"""One story of a .docx (the body, the notes, a header) as its last reader sees it: changes taken, hidden text out."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from extractor.read._blocks import PAGE, Blocks, Line
from extractor.read._blocks import Row as TableRow
from extractor.read._docx_fields import Fields
from extractor.read._docx_numbering import Numbering
from extractor.read._docx_properties import Cell, Look, Paragraph, Row, Run
from extractor.read._docx_seen import SEEN, Seen
from extractor.read._docx_styles import LOOKS, Styles, is_on
from extractor.read._raised import LOWERED, NORMAL, RAISED
from extractor.read._symbols import symbol
from extractor.read._xml import whole

__all__ = ["Story"]

_CHANGED: Final = ("rPr", "pPr", "tblPr", "tblPrEx", "tblGrid", "trPr", "tcPr", "sectPr", "numbering")
_UNSAID: Final = frozenset(  # what stands in these is no text, or was not the last word
    {f"w:{what}Change" for what in _CHANGED}
    | {f"w:{what}" for what in ("sdtPr", "sdtEndPr", "delText", "delInstrText", "rt", "fldData", "binData")}
)
_FORMATTING: Final = (
    "b bCs bdr color cs eastAsianLayout highlight i iCs jc kern lang rFonts shd spacing sz szCs u w ind pBdr keepNext "
    "keepLines widowControl adjustRightInd snapToGrid outlineLvl tcW tcBorders vAlign proofErr bookmarkStart bookmarkEnd"
)
_ELEMENTS: Final = {  # what the methods of Story call them
    "w:p": "paragraph",
    "w:r": "run",
    "m:r": "run",
    "w:tbl": "table",
    "w:tr": "row",
    "w:tc": "cell",
    "w:txbxContent": "box",
    "mc:Choice": "choice",
    "mc:AlternateContent": "choices",
    "w:fldChar": "field_mark",
    "w:fldSimple": "field",
    "w:sym": "symbol",
    "w:ddList": "choices_of_field",
    "w:listEntry": "choice_of_field",
    "w:result": "chosen_of_field",
    "m:den": "denominator",
    "m:sup": "raised",
    "m:sub": "lowered",
    "w:footnote": "note",
    "w:endnote": "note",
}
_ALIGNED: Final = {"superscript": RAISED, "subscript": LOWERED}
_GONE: Final = frozenset({"w:del", "w:moveFrom"})
_MARKS: Final = {"w:tab": "\t", "w:ptab": "\t", "w:br": "\n", "w:cr": "\n", "w:noBreakHyphen": "-"}
_TEXTS: Final = frozenset({"w:t", "m:t", "w:instrText"})
_EITHER: Final = frozenset({"mc:Choice", "mc:Fallback"})
_PROPERTIES: Final = frozenset({"w:pPr", "w:numPr", "w:rPr", "w:trPr", "w:tcPr"})
_HIDES: Final = frozenset({"w:vanish", "w:specVanish"})


class Story:
    """A handler of document.xml, footnotes.xml, header1.xml …: what is said goes to `blocks`."""

    dull = frozenset(f"w:{what}" for what in _FORMATTING.split())

    def __init__(
        self,
        blocks: Blocks,
        styles: Styles,
        numbering: Numbering,
        seen: Seen,
        *,
        margin: bool = False,
        trust: bool = True,
        notes: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """`margin`: a header or footer; `trust`: every field that begins ends; `notes`: the locators of notes by their id."""
        self.fields = Fields(pages=margin)
        self.notes: dict[str, list[Line | TableRow]] = {}  # what stands in them
        self._blocks, self._styles, self._numbering, self._seen = blocks, styles, numbering, seen
        self._trust, self._wanted = trust, notes
        self._skip = 0  # elements deep in what is not said
        self._gone = 0  # elements deep in what was deleted
        self._above: list[str] = []  # the elements around
        self._into: list[str] | None = None
        self._keep_space = False
        self._said = 0  # texts so far
        self._choices: list[int] = []  # what was seen before the w:AlternateContent; -1 once a choice said something
        self._paragraph, self._run = Paragraph(), Run()
        self._outer: list[tuple[Paragraph, Run]] = []
        self._rows: list[Row] = []
        self._cells: list[Cell] = []
        self._note = ""
        self._starts = {tag: getattr(self, f"_start_{what}", None) for tag, what in _ELEMENTS.items()}
        self._ends = {tag: getattr(self, f"_end_{what}", None) for tag, what in _ELEMENTS.items()}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        if self._skip or tag in _UNSAID or (tag in _EITHER and self._choices and self._choices[-1] < 0):
            self._skip += 1
            return
        above = self._above[-1] if self._above else ""
        self._above.append(tag)
        if tag in _TEXTS:
            self._into, self._keep_space = [], attributes.get("space") == "preserve"
        elif tag in _MARKS:
            if above == "w:r":  # w:tab is a tab stop elsewhere
                self._say(_MARKS[tag])
        elif begin := self._starts.get(tag):
            begin(attributes)
        elif above in _PROPERTIES:
            self._property(tag, above, attributes)
        elif tag in _GONE:
            self._gone += 1
        elif tag in SEEN and self._is_said():
            self._seen.element(tag, attributes)
            if attributes.get("customMarkFollows", "0") in {"1", "true", "on"}:  # a note whose mark is text of the run
                self._run.says["w:vertAlign"], self._run.look = "superscript", None

    def end(self, tag: str) -> None:
        """An element ends."""
        if self._skip:
            self._skip -= 1
            return
        self._above.pop()
        if finish := self._ends.get(tag):
            finish()
        elif tag in _TEXTS:
            self._end_text(tag)
        elif tag in _GONE and (not self._above or self._above[-1] not in _PROPERTIES):
            self._gone -= 1

    def data(self, text: str) -> None:
        """A piece of text."""
        if self._into is not None and not self._skip:
            self._into.append(text)

    def _is_said(self) -> bool:
        look = self._look()
        return not (look.hidden or look.struck or self._gone or (self._trust and self.fields.mute))

    def _look(self) -> Look:
        run = self._run
        if run.look is None:
            run.look = self._styles.look(self._paragraph.style or self._styles.default, run.style, run.says)
        return run.look

    def _say(self, text: str) -> None:
        look = self._look()
        if self._is_said():
            mark = _ALIGNED.get(look.aligned)
            self._paragraph.pieces.append(f"{mark}{text}{NORMAL}" if mark else text)
        elif look.struck and not look.hidden and not self._gone and text.strip():
            self._seen.unread.kinds["struck-out text"] = None

    def _say_instead(self, text: str) -> None:
        """What is said in the place of a field: the number of a page, what was chosen."""
        if text and not self._gone:
            self._paragraph.pieces.append(text)

    def _end_text(self, tag: str) -> None:
        text = "".join(self._into or ()).replace("\r", " ").replace("\n", " ").replace(PAGE, " ")
        self._into = None
        if tag == "w:instrText":
            self.fields.instruction(text)
            return
        self._said += bool(text)
        self._say(text if self._keep_space else text.strip(" \t"))

    def _property(self, tag: str, above: str, attributes: Mapping[str, str]) -> None:
        """Something that w:pPr, w:numPr, w:rPr, w:trPr or w:tcPr says."""
        value = attributes.get("val", "")
        if above == "w:rPr" and "w:pPr" in self._above[-4:]:  # of the paragraph's end
            if tag in _GONE or (tag in _HIDES and is_on(attributes)):
                self._paragraph.goes_on = True
        elif tag in LOOKS:
            self._run.says[LOOKS[tag]] = attributes.get("val", "1")
        elif tag == "w:framePr":  # a first letter as high as two lines is a paragraph of its own
            self._paragraph.goes_on |= attributes.get("dropCap", "none") != "none"
        elif tag == "w:rStyle":
            self._run.style = value
        elif tag == "w:pStyle":
            self._paragraph.style = value
        elif tag == "w:numId":
            self._paragraph.number = value
        elif tag == "w:ilvl":
            self._paragraph.level = whole(value)
        elif above == "w:trPr" and self._rows:
            self._row_property(tag, attributes)
        elif above == "w:tcPr" and self._cells:
            if tag == "w:gridSpan":
                self._cells[-1].span = whole(value, 1)
            elif tag == "w:cellDel" and not self._cells[-1].gone:
                self._cells[-1].gone = True
                self._gone += 1

    def _row_property(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "w:gridBefore":
            self._rows[-1].before = whole(attributes.get("val"))
        elif (tag == "w:del" or (tag == "w:hidden" and is_on(attributes))) and not self._rows[-1].gone:
            self._rows[-1].gone = True
            self._gone += 1

    def _start_paragraph(self, _: Mapping[str, str]) -> None:
        self._outer.append((self._paragraph, self._run))
        self._paragraph, self._run = Paragraph(), Run()

    def _end_paragraph(self) -> None:
        paragraph = self._paragraph
        self._paragraph, self._run = self._outer.pop()
        if self._gone:
            return
        text = "".join(paragraph.pieces)
        if paragraph.goes_on:
            self._blocks.paragraph(text, goes_on=True)
        else:
            style = paragraph.style or self._styles.default
            self._blocks.paragraph(text, self._numbering.label(style, paragraph.number, paragraph.level))

    def _start_run(self, _: Mapping[str, str]) -> None:
        self._run = Run()

    def _end_run(self) -> None:
        self._run = Run()

    def _start_table(self, _: Mapping[str, str]) -> None:
        self._blocks.open_table()

    def _end_table(self) -> None:
        self._blocks.close_table()

    def _start_row(self, _: Mapping[str, str]) -> None:
        self._rows.append(Row())
        self._blocks.open_row()

    def _end_row(self) -> None:
        row = self._rows.pop()
        self._gone -= row.gone
        self._blocks.close_row(keep=not row.gone)

    def _start_cell(self, _: Mapping[str, str]) -> None:
        row = self._rows[-1] if self._rows else Row()
        self._cells.append(Cell())
        self._blocks.open_cell(row.before)
        row.before = 0

    def _end_cell(self) -> None:
        cell = self._cells.pop()
        self._gone -= cell.gone
        self._blocks.close_cell(cell.span, keep=not cell.gone)

    def _start_box(self, _: Mapping[str, str]) -> None:
        self.fields.enter()
        self._blocks.open_box()

    def _end_box(self) -> None:
        self._blocks.close_box()
        self.fields.leave()

    def _start_choices(self, _: Mapping[str, str]) -> None:
        self._choices.append(self._said + self._seen.count())

    def _end_choice(self) -> None:
        if self._choices and self._said + self._seen.count() > self._choices[-1]:
            self._choices[-1] = -1

    def _end_choices(self) -> None:
        self._choices.pop()

    def _start_field_mark(self, attributes: Mapping[str, str]) -> None:
        kind = attributes.get("fldCharType")
        if kind == "begin":
            self.fields.begin()
        elif kind == "separate":
            self._say_instead(self.fields.separate())
        elif kind == "end":
            self._say_instead(self.fields.end())

    def _start_field(self, attributes: Mapping[str, str]) -> None:
        self.fields.begin()
        self.fields.instruction(attributes.get("instr", ""))
        self._say_instead(self.fields.separate())

    def _end_field(self) -> None:
        self.fields.end()

    def _start_choices_of_field(self, _: Mapping[str, str]) -> None:
        self.fields.choose_from([])

    def _start_choice_of_field(self, attributes: Mapping[str, str]) -> None:
        self.fields.choose_from([attributes.get("val", "")])

    def _start_chosen_of_field(self, attributes: Mapping[str, str]) -> None:
        self.fields.choose(whole(attributes.get("val")))

    def _start_denominator(self, _: Mapping[str, str]) -> None:
        self._paragraph.pieces.append("/")

    def _start_raised(self, _: Mapping[str, str]) -> None:
        self._paragraph.pieces.append(RAISED)

    def _end_raised(self) -> None:
        self._paragraph.pieces.append(NORMAL)

    def _start_lowered(self, _: Mapping[str, str]) -> None:
        self._paragraph.pieces.append(LOWERED)

    def _end_lowered(self) -> None:
        self._paragraph.pieces.append(NORMAL)

    def _start_symbol(self, attributes: Mapping[str, str]) -> None:
        self._said += 1
        self._say(symbol(attributes.get("font", ""), attributes.get("char", "")))

    def _start_note(self, attributes: Mapping[str, str]) -> None:
        self._note = attributes.get("id", "")
        self._blocks.open_part(self._wanted.get(self._note, ""))

    def _end_note(self) -> None:
        items = self._blocks.close_part()
        if self._note in self._wanted:
            self.notes.setdefault(self._note, items)
