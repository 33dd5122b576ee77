"""What the tests of Word documents share: changes, fields, boxes and lists to read, and what is read of them."""

from __future__ import annotations

from dataclasses import replace

from office_files import docx, p

from extractor import extract
from extractor.document import Document
from extractor.read import LIMITS
from extractor.read.docx import read

ROOMY = replace(LIMITS, ratio=10**6)  # what is repeated packs well; the ratio is the gate's business


def opened(body: str, **others: str) -> Document:
    """Read a .docx of this body."""
    return read(docx(body, others), "a.docx", ROOMY)


def figures(document: Document | str) -> list[tuple[str, str | None, str | None]]:
    """(text, value, unit) of every figure."""
    return [(f.text, None if f.value is None else str(f.value), f.unit) for f in extract(document).figures]


def ins(content: str) -> str:
    """A tracked insertion."""
    return f'<w:ins w:id="1" w:author="甲">{content}</w:ins>'


def gone(text: str) -> str:
    """A tracked deletion."""
    return f'<w:del w:id="2" w:author="甲"><w:r><w:delText>{text}</w:delText></w:r></w:del>'


def mark(change: str) -> str:
    """The properties of a paragraph whose end was changed."""
    return f'<w:rPr><w:{change} w:id="3" w:author="甲"/></w:rPr>'


def fld(code: str, result: str) -> str:
    """A complex field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f"<w:r><w:instrText>{code}</w:instrText></w:r>"
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*paragraphs: str) -> str:
    """A text box in a run, as Word writes it: for new readers, and again for old ones."""
    held = f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"
    return (
        '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx>'
        f"{held}</wps:txbx></wps:wsp></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{held}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def numbering(*levels: tuple[str, str], more: str = "", number: str = "") -> str:
    """A list whose levels have these (format, text)."""
    held = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/>{more}</w:lvl>'
        for at, (form, text) in enumerate(levels)
    )
    return (
        f'<w:abstractNum w:abstractNumId="0">{held}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>{number}'
    )


def item(text: str, level: int = 0, number: int = 1) -> str:
    """A paragraph of a list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')


def labels(document: Document) -> list[str]:
    """The labels in the order of the text."""
    return [label for _, label in sorted(document.labels.items())]
