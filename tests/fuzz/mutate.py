"""How inputs are changed: trees by their elements, texts by their characters; libFuzzer's own way now and then."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hostile_zips import Member, raw
from lxml import etree

__all__ = ["CORPUS", "Mutator", "characters", "elements", "members", "odt_content", "parts_of", "records"]

Mutator = Callable[[bytes, int, random.Random], bytes | None]
CORPUS = sorted((Path(__file__).resolve().parents[2] / "corpus").glob("*.txt"))

VALUES = ["", "0", "1", "-1", "2", "5", "99", "2147483648", "9" * 400, "x", "on", "false", "begin", "end", "separate", "restart", "continue", "default", "first", "decimal", "F0FE", "A1", "XFD9", "s", "b", "e", "n", "str", "d", "inlineStr", "1E+999", "0.5", "44260", "yyyy", "TOC", "PAGE", "%1.%2", "none", "\u3000"]  # fmt: skip
TEXTS = ["", "5", "户", "救助5户", "XX万元", "26.2", "万元", "　　", "\u200b", "第3页 共5页", "９", "，", "PAGE", "TOC \\o", "1、", "9" * 5000, "一" * 300]  # fmt: skip
SHAPES = [*"0123456789.．,，%％XxＸ×*一二三十百千万亿元年月日户人次名第至到～-—、。（）()《》“”\n\t \u3000\u200b\ufeff\x00<>/&;\"'={}\\|", "百分之", "万元", "人民币", "单位：万元", "其中", "每人", "超过", "以上", "2021年", "个百分点", "\\par", "\\cell ", "\\'bb", "\\u20013 ?", "<td>", "</td>", "<table>", "<p>", "&#5;", "<!--"]  # fmt: skip


def elements(data: bytes, _: int, chance: random.Random) -> bytes | None:
    """A tree of XML with some elements deleted, doubled, swapped, moved, renamed, wrapped, or with other values."""
    try:
        return _changed(etree.fromstring(data), chance)
    except (etree.XMLSyntaxError, ValueError):  # it is broken already, or would hold what no XML can
        return None


def _changed(root: etree._Element, chance: random.Random) -> bytes:
    for _round in range(chance.choice((1, 1, 2, 5, 12))):
        found = [one for one in root.iter() if isinstance(one.tag, str)]
        one, other = chance.choice(found), chance.choice(found)
        _change(chance.randrange(9), one, other, chance)
    return etree.tostring(root)


def _change(kind: int, one: etree._Element, other: etree._Element, chance: random.Random) -> None:
    parent = one.getparent()
    if kind == 0 and parent is not None:
        parent.remove(one)
    elif kind == 1 and parent is not None:
        copy = etree.fromstring(etree.tostring(one))
        copy.tail = None
        for _ in range(chance.choice((1, 1, 3, 50))):
            parent.insert(parent.index(one), etree.fromstring(etree.tostring(copy)))
    elif kind == 2 and parent is not None and one is not other and one not in set(other.iterancestors()):
        other.append(one)
    elif kind == 3:
        one.tag = other.tag
    elif kind == 4:
        one.text = chance.choice(TEXTS)
    elif kind == 5:
        key = chance.choice([*one.attrib, *other.attrib] or ["r"])
        one.set(key, chance.choice(VALUES))
    elif kind == 6:
        copy = etree.fromstring(etree.tostring(other))
        copy.tail = None
        one.append(copy)
    elif kind == 7:
        wrapper = etree.Element(other.tag, dict(other.attrib))
        wrapper.extend(list(one))
        one.append(wrapper)
    elif one.attrib:
        del one.attrib[chance.choice(list(one.attrib))]


def characters(data: bytes, longest: int, chance: random.Random) -> bytes | None:
    """A text with characters and words of reports put in, taken out, doubled or moved."""
    text = data.decode("utf-8", "surrogateescape")
    for _ in range(chance.choice((1, 1, 2, 8))):
        start = chance.randrange(len(text) + 1)
        end = min(len(text), start + chance.choice((0, 1, 2, 9, 200)))
        kind = chance.randrange(4)
        if kind == 0:
            text = text[:start] + text[end:]
        elif kind == 1:
            text = text[:start] + chance.choice(SHAPES) * chance.choice((1, 1, 2, 30)) + text[start:]
        elif kind == 2:
            text = text[:end] + text[start:end] * chance.choice((1, 2, 20)) + text[end:]
        else:
            at = chance.randrange(len(text) + 1)
            text = text[:at] + text[start:end] + text[at:]
    return text.encode("utf-8", "surrogateescape")[:longest]


def members(data: bytes, longest: int, chance: random.Random) -> bytes | None:
    """An archive of members whose headers say what they like, with pieces of the input in them."""

    def pick(*values: object) -> Any:
        return chance.choice(values)

    made = []
    for _ in range(chance.choice((0, 1, 2, 3, 9))):
        start = chance.randrange(len(data) + 1)
        made.append(
            Member(
                pick(
                    b"a.txt",
                    b"",
                    b"a/",
                    b"../a",
                    b"[Content_Types].xml",
                    b"mimetype",
                    "附件.txt".encode("gbk"),
                    b"\xff\0",
                ),
                pick(b"", b"5", data[start : start + 500], bytes(5000), "惠及109人。".encode() * 9),
                method=pick(0, 8, 8, 8, 12, 99),
                flags=pick(0, 0, 0, 1, 8, 0x800, 0xFFFF),
                size=pick(None, None, None, 0, 1, 2**31, 0xFFFFFFFF),
                crc=pick(None, None, None, 0),
                at=pick(None, None, None, None, 0, 5, 2**31),
                packed_size=pick(None, None, None, 0, 3, 2**31),
                mode=pick(0, 0, 0, 0o120777, 0o100644, 0o040755, 0o010644),
                extra=pick(b"", b"", b"\x75\x70\x05\x00\x01\0\0\0\0", b"\x01\0\x08\0" + b"\xff" * 8, b"\xff"),
            )
        )
    return raw(*made)[:longest]


FORMS = ['0!.0,"万"', "[>=10000]0!.0;0", ";;;", "0.0%", '[h]"时"', 'yyyy"年"', "# ?/?", "[$-804]@", '"' * 99, "[" * 250, "0" * 250, "%0%", "aaaa", "\\\\;0"]  # fmt: skip


def records(data: bytes, longest: int, chance: random.Random) -> bytes | None:
    """The stream of an old workbook with records left out, doubled, moved, cut, joined, or with other bytes in them."""
    held, at = [], 0
    while at + 4 <= len(data):
        kind, size = struct.unpack_from("<HH", data, at)
        held.append((kind, data[at + 4 : at + 4 + size]))
        at += 4 + size
    if len(held) < 2:
        return None
    for _ in range(chance.choice((1, 1, 2, 5, 12))):
        here, there = chance.randrange(len(held)), chance.randrange(len(held))
        kind, body = held[here]
        change = chance.randrange(7)
        if change == 0 and len(held) > 2:
            del held[here]
        elif change == 1:
            held[here:here] = [held[there]] * chance.choice((1, 1, 2, 60))
        elif change == 2:
            held[here] = held[there][0], body
        elif change == 3:
            cut = chance.randrange(len(body) + 1)
            held[here : here + 1] = [(kind, body[:cut]), (0x3C, chance.choice((b"", b"\0", b"\1")) + body[cut:])]
        elif change == 4:
            held[here] = kind, body[: chance.randrange(len(body) + 1)]
        elif change == 5:
            code = chance.choice(FORMS)
            held[here] = (
                0x41E,
                struct.pack("<HHB", chance.choice((0, 9, 14, 176)), len(code), 1) + code.encode("utf-16-le"),
            )
        elif body:
            spot = chance.randrange(len(body))
            junk = chance.choice((b"\0", b"\xff", b"\xff\xff", b"\1\0", b"\0\0\0\0", chance.randbytes(8)))
            held[here] = kind, (body[:spot] + junk + body[spot + len(junk) :])[: len(body)]
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in held)[:longest]


def parts_of(data: bytes) -> dict[str, bytes | str]:
    """The parts of a package."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def odt_content() -> bytes:
    """A body with everything that a body has."""
    import office_files as office

    body = (
        "<text:h text:outline-level='1'>一、救助</text:h><text:list><text:list-item><text:p>救助5户</text:p></text:list-item></text:list>"
        "<text:p>募集<text:span>26.2</text:span>万元<text:s text:c='3'/><text:tab/><text:line-break/><text:note><text:note-body>"
        "<text:p>另7户</text:p></text:note-body></text:note></text:p><text:tracked-changes/><table:table><table:table-row>"
        "<table:table-cell table:number-columns-repeated='2'><text:p>5</text:p></table:table-cell><table:covered-table-cell/>"
        "</table:table-row></table:table><text:p><draw:frame><draw:text-box><text:p>8户</text:p></draw:text-box></draw:frame></text:p>"
    )
    content = parts_of(office.odt(body))["content.xml"]
    return content if isinstance(content, bytes) else content.encode()
