"""Word documents that were made to hurt: each ends in a Document or a reason, soon, and in little memory."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from conftest import REPORT
from hypothesis import given, settings
from hypothesis import strategies as st
from office_files import docx, docx_parts, p, r, table, tc, tr, zipped
from word_documents import ROOMY, box, figures, numbering, opened

from extractor import extract
from extractor.errors import InputError
from extractor.read import LIMITS, Limits
from extractor.read.docx import read

TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "ins",
    "del",
    "moveFrom",
    "moveTo",
    "sdt",
    "sdtPr",
    "sdtContent",
    "pPr",
    "rPr",
    "trPr",
    "tcPr",
    "numPr",
    "numId",
    "ilvl",
    "vanish",
    "txbxContent",
    "fldChar",
    "fldSimple",
    "instrText",
    "footnote",
    "footnoteReference",
    "sectPr",
    "headerReference",
    "sym",
    "tab",
    "br",
    "gridSpan",
    "cellDel",
    "rt",
]
ATTRIBUTES = [
    'w:val="1"',
    'w:val="0"',
    'w:fldCharType="begin"',
    'w:fldCharType="separate"',
    'w:fldCharType="end"',
    'w:id="1"',
    "",
]
BODIES = st.recursive(
    st.sampled_from(["<w:t>5户</w:t>", "<w:r><w:t>救助500户。</w:t></w:r>", "<mc:Fallback/>", ""]),
    lambda inner: st.builds(
        lambda tag, attribute, held: f"<{tag} {attribute}>{''.join(held)}</{tag}>",
        st.sampled_from([*(f"w:{tag}" for tag in TAGS), "mc:AlternateContent", "mc:Choice", "mc:Fallback", "m:r"]),
        st.sampled_from(ATTRIBUTES),
        st.lists(inner, max_size=4),
    ),
    max_leaves=30,
)


class TestHostileFiles:
    """A reason in a word and a sentence, soon, and in little memory."""

    BILLION = '<!DOCTYPE w:document [<!ENTITY a "400">' + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )

    def refused(self, data: bytes, limits: Limits | None = None) -> str:
        """The code of the reason."""
        with pytest.raises(InputError) as caught:
            read(data, "a.docx", limits or ROOMY)
        assert "\n" not in str(caught.value)
        return caught.value.code

    @pytest.mark.parametrize("name", ["document", "styles", "numbering", "header1", "footnotes", "settings"])
    def test_a_doctype_in_any_part(self, name: str) -> None:
        """Entities could be in it, or other files."""
        reference = '<w:sectPr><w:headerReference r:id="rheader1"/></w:sectPr>'
        parts = docx_parts(
            p("5户") + reference, dict.fromkeys(("styles", "numbering", "header1", "footnotes", "settings"), "")
        )
        parts[f"word/{name}.xml"] = str(parts[f"word/{name}.xml"]).replace("?>", "?><!DOCTYPE w:x>", 1)
        assert self.refused(zipped(parts)) == "doctype"

    @pytest.mark.parametrize("part_name", ["word/document.xml", "_rels/.rels", "word/_rels/document.xml.rels"])
    @pytest.mark.parametrize(
        "doctype",
        [
            BILLION + "]>",
            '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
            '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd">',
            '<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/a.dtd"> %x;]>',
        ],
    )
    def test_entities(self, part_name: str, doctype: str) -> None:
        """None is looked at."""
        parts = docx_parts(p("&x;&i;"))
        parts[part_name] = (
            str(parts[part_name]).replace("?>", "?>" + doctype, 1)
            if "?>" in str(parts[part_name])
            else doctype + str(parts[part_name])
        )
        assert self.refused(zipped(parts)) == "doctype"

    def test_a_doctype_in_a_part_that_is_not_read(self) -> None:
        """Another program would follow it."""
        parts = docx_parts(p("5户")) | {
            "docProps/core.xml": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/"><a/>'.encode("utf-16")
        }
        assert self.refused(zipped(parts)) == "doctype"

    def test_an_entity_without_a_doctype(self) -> None:
        """It is broken XML."""
        assert self.refused(docx(p(r("&x;")))) == "broken"

    def test_no_document(self) -> None:
        """A zip of other things."""
        parts = docx_parts(p("5户"))
        del parts["word/document.xml"]
        assert self.refused(zipped(parts)) == "broken"
        assert self.refused(zipped({"a.txt": "5户"})) == "broken"

    def test_truncated(self) -> None:
        """At any byte."""
        whole = docx("".join(p(line) for line in REPORT.splitlines()))
        for cut in range(0, len(whole), 97):
            assert self.refused(whole[:cut]) == "broken"

    @pytest.mark.parametrize("content", [b"", b"<", b"<a>", b"\x00\x01", b"<w:p/>", "<a>5户</b>".encode("utf-16")])
    def test_broken_parts(self, content: bytes) -> None:
        """The part is named."""
        parts = docx_parts("")
        parts["word/document.xml"] = content
        with pytest.raises(InputError, match=r"word/document\.xml"):
            read(zipped(parts), "a.docx", LIMITS)

    def test_two_parts_of_one_name(self) -> None:
        """Programs differ in which of them they read."""
        parts = docx_parts(p("5户"))
        parts["WORD/document.xml"] = parts["word/document.xml"]
        assert self.refused(zipped(parts)) == "broken"

    def test_names_with_backslashes_and_absolute_targets(self) -> None:
        """Some programs write them."""
        parts = docx_parts(p("5户"))
        parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace('"word/', '"/word/')
        assert (
            read(zipped({key.replace("/", "\\"): held for key, held in parts.items()}), "a.docx", LIMITS).text
            == "5户\n"
        )

    def test_another_place_of_the_document(self) -> None:
        """The relations say where it is."""
        parts = docx_parts(p("5户"))
        parts["x/main.xml"] = parts.pop("word/document.xml")
        parts["_rels/.rels"] = str(parts["_rels/.rels"]).replace("word/document.xml", "x/main.xml")
        assert read(zipped(parts), "a.docx", LIMITS).text == "5户\n"

    def test_too_many_parts(self) -> None:
        """More than a document has."""
        parts = docx_parts(p("5户")) | {f"a{n}": "" for n in range(20)}
        assert self.refused(zipped(parts), Limits(parts=10)) == "too-many-parts"

    def test_too_much_text(self) -> None:
        """The limit counts what is said."""
        assert self.refused(docx(p("救助500户。") * 100), Limits(characters=500)) == "too-large"

    def test_elements_in_elements(self) -> None:
        """100,000 deep."""
        for tag in ("w:p", "w:tbl", "w:r", "w:txbxContent", "mc:AlternateContent", "w:del"):
            deep = f"<{tag}>" * 100_000
            assert self.refused(docx(deep)) == "too-deep"
        assert self.refused(docx("<w:tbl><w:tr><w:tc>" * 200 + "</w:tc></w:tr></w:tbl>" * 200)) == "too-deep"

    @pytest.mark.parametrize(
        "body",
        [
            "<w:tr><w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc></w:tr>",
            "<w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc>",
            "<w:tbl><w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc></w:tbl>",
            "<w:tbl><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tbl>",
            "<w:tbl><w:tr><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tr></w:tbl>",
            "<w:tbl><w:tbl><w:tr><w:tc><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:tc></w:tr></w:tbl></w:tbl>",
            "<w:p><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:p>",
            "<mc:Choice><w:p><w:r><w:t>5户</w:t></w:r></w:p></mc:Choice>",
            "<w:footnote w:id='1'><w:p><w:r><w:t>4户</w:t></w:r></w:p></w:footnote><w:p><w:r><w:t>5户</w:t></w:r></w:p>",
            "<w:p><w:r><w:fldChar w:fldCharType='end'/><w:fldChar w:fldCharType='separate'/><w:t>5户</w:t></w:r></w:p>",
            "<w:p><w:r><w:fldChar/><w:sym/><w:t>5户</w:t></w:r></w:p>",
            "<w:txbxContent><w:p><w:r><w:t>5户</w:t></w:r></w:p></w:txbxContent>",
            "<w:p><w:pPr><w:numPr><w:ilvl w:val='-1'/><w:numId w:val='x'/></w:numPr></w:pPr><w:r><w:t>5户</w:t></w:r></w:p>",
            "<w:trPr><w:del/></w:trPr><w:tcPr><w:cellDel/></w:tcPr><w:p><w:r><w:t>5户</w:t></w:r></w:p>",
        ],
    )
    def test_elements_in_wrong_places(self, body: str) -> None:
        """What they hold is read."""
        assert figures(opened(body)) == [("5户", "5", "户")]

    @pytest.mark.parametrize(
        "body",
        [
            '<w:p><w:r><w:fldChar w:fldCharType="begin"/>' + "<w:instrText>a</w:instrText>" * 100_000 + "</w:r></w:p>",
            p('<w:r><w:fldChar w:fldCharType="begin"/></w:r>' * 50_000),
            p(r("户") * 100_000),
            p(r("户"), '<w:rPr><w:del w:id="1"/></w:rPr>') * 50_000,
            table(tr(tc("户") * 50_000)),
            table(tr(tc(p("户") * 50_000), "5")),
            p(box(p("户")) * 10_000),
            "<w:tbl><w:tr><w:tc>" * 60 + p("5户") * 20_000 + "</w:tc></w:tr></w:tbl>" * 60,
        ],
        ids=["instruction", "fields", "runs", "joined", "cells", "cell", "boxes", "deep"],
    )
    def test_much_of_one_thing_takes_linear_time(self, body: str) -> None:
        """A second or two, not minutes."""
        begun = time.perf_counter()
        opened(body + p("5户"))
        assert time.perf_counter() - begun < 30

    def test_giant_attributes(self) -> None:
        """They are refused in one line."""
        assert self.refused(docx(p(r("5", f'<w:x w:val="{"a" * 11_000_000}"/>')))) == "broken"

    @settings(max_examples=400, deadline=None)
    @given(BODIES)
    def test_any_tree_of_elements(self, body: str) -> None:
        """A Document or a reason; every figure of it can be written."""
        try:
            document = opened(body, numbering=numbering(("decimal", "%1."), ("decimal", "%1.%2")))
        except InputError:
            return
        assert all(f.text in document.text for f in extract(document).figures)

    def test_large_documents_take_little_memory(self) -> None:
        """No tree is built: ten times the XML is not ten times the memory."""
        body = p("救助500户。") * 30_000
        data = zipped(docx_parts(body))
        del body
        tracemalloc.start()
        document = read(data, "a.docx", ROOMY)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert document.text.count("500户") == 30_000
        assert peak < 20 * 2**20
