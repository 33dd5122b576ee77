"""PDFs that were made to hurt, object by object, as rows of the kit (hostile_kit.py)."""

from __future__ import annotations

import random
import zlib
from typing import Final

from hostile_kit import Case

CATALOGUE: Final = "<</Type/Catalog/Pages 2 0 R>>"
ONE_PAGE: Final = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE: Final = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R>>"
FONT: Final = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"
_ENDS: Final = "broken empty needs-ocr too-large"


def objects(*bodies: str) -> bytes:
    """A PDF of these objects; the first is the catalogue. Its list of objects says that it goes on in itself."""
    made, places = b"%PDF-1.7\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{at:010} 00000 n \n" for at in places)
    end = f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}trailer\n<</Size {len(bodies) + 1}/Root 1 0 R/Prev {len(made)}>>\n"
    return made + f"{end}startxref\n{len(made)}\n%%EOF".encode()


def stream(content: bytes, head: str = "") -> str:
    """The body of an object that is a stream."""
    return f"<<{head}/Length {len(content)}>>stream\n{content.decode('latin-1')}\nendstream"


def packed(content: bytes, times: int = 1) -> str:
    """A stream that is deflated so many times."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, f"/Filter[{'/FlateDecode' * times}]")


def page(content: bytes | str, *more: str, about: str = PAGE, catalogue: str = CATALOGUE) -> bytes:
    """A PDF of one page; `content` draws on it."""
    return objects(catalogue, ONE_PAGE, about, stream(content) if isinstance(content, bytes) else content, FONT, *more)


def words(said: str, at: str = "72 700") -> bytes:
    """A line of Latin letters on the page."""
    return f"BT /F 12 Tf {at} Td ({said}) Tj ET\n".encode()


def bombs() -> dict[str, Case]:
    """Streams and trees that unfold, and lead back to themselves."""
    loop = {"prev-loop": objects(CATALOGUE, "<</Type/Pages/Kids[]/Count 0>>")}
    loop["tree-loop"] = objects(CATALOGUE, "<</Type/Pages/Kids[2 0 R]/Count 9999999>>")
    loop["tree-deep"] = objects(CATALOGUE, *(f"<</Type/Pages/Kids[{n} 0 R]/Count 1>>" for n in range(3, 3_000)))
    loop["tree-wide"] = objects(
        CATALOGUE, f"<</Type/Pages/Kids[{'3 0 R ' * 6_000}]/Count 6000>>", PAGE, stream(words("5")), FONT
    )
    form = "<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</F 6 0 R>>>>/Length 4>>stream\n/F Do\nendstream"
    loop["form-in-itself"] = page(b"/F Do", form, about=PAGE.replace("/Font<</F 5 0 R>>", "/XObject<</F 6 0 R>>"))
    loop["content-loop"] = page("[4 0 R 4 0 R]")
    loop["root-is-page"] = objects("<</Type/Page/Parent 1 0 R>>")
    loop["length-loop"] = objects(CATALOGUE, ONE_PAGE, PAGE, "<</Length 4 0 R>>stream\nBT ET\nendstream", FONT)
    loop["list-of-itself"] = b"%PDF-1.7\nxref\n0 0\ntrailer\n<</Root 1 0 R/XRefStm 9>>\nstartxref\n9\n%%EOF"
    loop["nothing"] = b"%PDF-1.7\n%%EOF"
    loop["magic"] = b"%PDF-"
    loop["garbage"] = b"%PDF-1.7\n" + random.Random(1).randbytes(10_000)
    loop["arrays-deep"] = objects("[" * 100_000)
    loop["strings-deep"] = page(b"BT " + b"(" * 100_000 + b" Tj ET")
    loop["operators-deep"] = page(b"q " * 300_000)
    ends = {name: Case(_ENDS, lambda data=data: data) for name, data in loop.items()}
    ends["outline-loop"] = Case(
        "ok",
        lambda: page(
            words("saved 401%"),
            "<</First 7 0 R/Last 7 0 R>>",
            "<</Title(x)/Next 7 0 R/Parent 7 0 R>>",
            catalogue=CATALOGUE.replace(">>", "/Outlines 6 0 R>>"),
        ),
    )
    ends["bomb-twice"] = Case(_ENDS, lambda: page(packed(b"(7) Tj " * 2_000_000, 2)))
    ends["bomb-long"] = Case(f"{_ENDS} memory timeout", lambda: page(packed(bytes(300 * 2**20), 2)))
    ends["bomb-text"] = Case(
        f"{_ENDS} ok warning memory timeout",
        lambda: page(packed(b"BT /F 1 Tf " + b"(7777777777) Tj " * 30_000 + b"ET")),
    )
    ends["bomb-picture"] = Case(f"{_ENDS} ok warning memory timeout", lambda: _picture(60_000))
    ends["bomb-paths"] = Case(f"{_ENDS} ok warning memory timeout", lambda: page(packed(b"0 0 m 9 9 l S " * 300_000)))
    return {f"{name}.pdf": case for name, case in ends.items()}


def _picture(side: int) -> bytes:
    head = f"/Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/FlateDecode"
    return page(
        b"9 0 0 9 0 0 cm /F Do",
        stream(zlib.compress(bytes(9)), head),
        about=PAGE.replace("/Font<</F 5 0 R>>", "/XObject<</F 6 0 R>>"),
    )


def lies() -> dict[str, Case]:
    """Places, sizes and names that cannot be; forms, scripts and files in the file."""
    xfa = stream(b'<!DOCTYPE x [<!ENTITY i SYSTEM "file:///etc/passwd">]><xdp:xdp xmlns:xdp="x"><a>&i;</a></xdp:xdp>')
    script = "/OpenAction<</S/JavaScript/JS(while(1){})>>"
    places = {
        "far": words("saved 403%", "1e38 1e38"),
        "no-number": words("saved 404%", "nan inf"),
        "huge-letters": b"BT /F 1e30 Tf 72 700 Td (saved 405%) Tj ET",
        "no-letters": b"BT /F 0 Tf 72 700 Td (saved 406%) Tj ET",
        "negative": b"BT /F -12 Tf 72 700 Td (saved 407%) Tj ET",
        "flat": b"BT /F 12 Tf 0 0 0 0 72 700 Tm (saved 408%) Tj ET",
        "apart": b"BT /F 12 Tf 1e20 Tc 72 700 Td (saved 409%) Tj ET",
        "no-font": b"BT /G 12 Tf 72 700 Td (saved 410%) Tj ET",
    }
    found = {
        f"{name}.pdf": Case(f"{_ENDS} ok warning", lambda drawn=drawn: page(drawn)) for name, drawn in places.items()
    }
    boxes = {
        "box-huge": "[0 0 1e30 1e30]",
        "box-none": "[0 0 0 0]",
        "box-back": "[595 842 0 0]",
        "box-words": "[/a/b/c/d]",
    }
    for number, (name, box) in enumerate(boxes.items()):
        drawn = words(f"saved 42{number}%")
        found[f"{name}.pdf"] = Case(
            f"{_ENDS} ok warning", lambda box=box, drawn=drawn: page(drawn, about=PAGE.replace("[0 0 595 842]", box))
        )
    return found | {
        "xfa.pdf": Case(
            "ok warning",
            lambda: page(
                words("saved 411%"), xfa, catalogue=CATALOGUE.replace(">>", "/AcroForm<</XFA 6 0 R/Fields[]>>>>")
            ),
        ),
        "script.pdf": Case("ok", lambda: page(words("saved 412%"), catalogue=CATALOGUE.replace(">>", script + ">>"))),
        "launch.pdf": Case(
            "ok",
            lambda: page(
                words("saved 413%"), catalogue=CATALOGUE.replace(">>", "/OpenAction<</S/Launch/F(/bin/true)>>>>")
            ),
        ),
        "pages-lie.pdf": Case(
            f"{_ENDS} ok warning",
            lambda: objects(
                CATALOGUE, ONE_PAGE.replace("Count 1", "Count 2147483647"), PAGE, stream(words("saved 414%")), FONT
            ),
        ),
        "too-many-pages.pdf": Case(
            "too-large",
            lambda: objects(
                CATALOGUE,
                f"<</Type/Pages/Kids[{' '.join(f'{n} 0 R' for n in range(3, 5_004))}]/Count 5001>>",
                *(["<</Type/Page/Parent 2 0 R>>"] * 5_001),
            ),
        ),
        "before-mail.pdf": Case("ok", lambda: b"Received: x\n" * 20 + page(words("saved 415%"))),
        "rubbish-behind.pdf": Case("ok", lambda: page(words("saved 416%")) + b"\0" * 5_000),
        "escape.pdf": Case("ok warning", lambda: page(words("\\033[31m[red] saved 417%"))),
    }


def cut_and_changed(whole: bytes) -> dict[str, Case]:
    """A good one that ends early, or has bytes of chance in it."""
    chance = random.Random(4)
    ends = f"{_ENDS} ok warning encrypted duplicate"
    found = {f"cut-{n}.pdf": Case(ends, lambda n=n: whole[: len(whole) * n // 10]) for n in (1, 3, 5, 7, 9)}
    for number in range(20):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 5, 50))):
            data[chance.randrange(8, len(data))] = chance.randrange(256)
        found[f"changed-{number}.pdf"] = Case(ends, lambda data=bytes(data): data)
    return found
