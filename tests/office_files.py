"""Word processors' files, made part by part for the tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT: Final = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_SPACES: Final = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
)
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


def zipped(parts: Mapping[str, bytes | str]) -> bytes:
    """A zip of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            # the mimetype of an .odt stands in the clear, so that it can be told by its first bytes
            file.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return held.getvalue()


def part(root: str, content: str, w: str = W) -> str:
    """An XML part of a .docx with all its namespaces."""
    return f'<?xml version="1.0" encoding="UTF-8"?><w:{root} xmlns:w="{w}" {_SPACES}>{content}</w:{root}>'


def relations(found: Mapping[str, tuple[str, str]]) -> str:
    """A .rels: (kind, target) by id."""
    held = "".join(
        f'<Relationship Id="{key}" Type="{_RELATION}{kind}" Target="{target}"/>'
        for key, (kind, target) in found.items()
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{held}</Relationships>'


def docx_parts(body: str, others: Mapping[str, str] = _NOTHING, w: str = W) -> dict[str, bytes | str]:
    """The parts of a .docx: `others` are the contents of styles, numbering, footnotes, header1 … by their names."""
    found = {f"r{name}": (name.rstrip("0123456789"), f"{name}.xml") for name in others}
    roots = {"header": "hdr", "footer": "ftr"}
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations({"r1": ("officeDocument", "word/document.xml")}),
        "word/_rels/document.xml.rels": relations(found),
        "word/document.xml": part("document", f"<w:body>{body}</w:body>", w),
    }
    for name, content in others.items():
        kind = name.rstrip("0123456789")
        parts[f"word/{name}.xml"] = part(roots.get(kind, kind), content, w)
    return parts


def docx(body: str, others: Mapping[str, str] = _NOTHING, w: str = W, types: str = "<Types/>") -> bytes:
    """A .docx; `types` are for programs that ask what its parts are."""
    return zipped(docx_parts(body, others, w) | {"[Content_Types].xml": types})


def p(content: str, properties: str = "") -> str:
    """A paragraph of runs; plain text is one run."""
    runs = content if content.startswith("<") else r(content)
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{runs}</w:p>"


def r(text: str, properties: str = "") -> str:
    """A run."""
    said = f'<w:t xml:space="preserve">{text}</w:t>' if text else ""
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{said}</w:r>"


def table(*rows: str) -> str:
    """A table of rows."""
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{''.join(rows)}</w:tbl>"


def tr(*cells: str, properties: str = "") -> str:
    """A row; a cell that is not XML yet is one of plain text."""
    held = "".join(cell if cell.startswith("<w:tc>") else tc(cell) for cell in cells)
    return f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}{held}</w:tr>"


def tc(content: str, properties: str = "") -> str:
    """A cell of paragraphs; plain text is one."""
    held = content if content.startswith("<") else p(content)
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{held}</w:tc>"


_ODF: Final = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "table": "table",
        "style": "style",
        "draw": "drawing",
        "svg": "svg-compatible",
    }.items()
)


def odt(body: str, automatic: str = "", styles: str = "", masters: str = "") -> bytes:
    """An .odt: its text, the styles that its text has, the common ones, and the pages."""
    held = f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    common = f"<office:styles>{styles}</office:styles><office:master-styles>{masters}</office:master-styles>"
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f"<office:document-content {_ODF}>{held}</office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF}>{common}</office:document-styles>",
        }
    )
