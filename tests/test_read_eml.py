"""Mails: the text is a file and each attachment is one, whatever program sent them."""

from __future__ import annotations

import base64
import time
from email.header import Header
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP
from pathlib import Path

import pytest
from hostile_zips import zipped
from office_files import docx, p

from extractor.errors import InputError
from extractor.read import LIMITS, Limits, documents, load, members, read_bytes, sniff, sources
from extractor.read.eml import Mail

BODY = "张主任：\n本月走访困难群众330户，附件请查收。\n"
PAGE = "<html><body><table><tr><td>项目<td>金额（万元）<tr><td>助学<td>5</table></body></html>"


def mail(*attached: tuple[str, bytes], body: str = BODY, page: str = "", charset: str = "utf-8") -> EmailMessage:
    """A mail as Python writes it."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.example", "c@d.example", "报送2021年总结"
    made["Message-ID"], made["MIME-Version"] = "<1@b.example>", "1.0"
    made.set_content(body, charset=charset)
    if page:
        made.add_alternative(page, subtype="html", charset=charset)
    for name, data in attached:
        made.add_attachment(data, "application", "octet-stream", filename=name)
    return made


def sent(made: EmailMessage | MIMEPart) -> bytes:
    """Its bytes, as they are on their way."""
    return made.as_bytes(policy=SMTP)


def held(data: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """What is in it by name."""
    opened = Mail(data, "a.eml", limits)
    return {entry.name: opened.read(entry) for entry in opened.entries}


def raw(*lines: str, charset: str = "utf-8") -> bytes:
    """A mail line by line."""
    head = ["From: a@b.example", "To: c@d.example", "MIME-Version: 1.0"]
    return "\r\n".join((*head, *lines)).encode(charset)


def test_the_text_and_the_attachments_are_files(tmp_path: Path) -> None:
    """In their order, each read by what it is; an archive in a mail and a mail in an archive are opened."""
    inner = sent(mail(("里.txt", "另有5人。".encode()), body=" \n"))
    data = sent(
        mail(
            ("附件一：总结.docx", docx(p("救助109户。"))),
            ("台账.zip", zipped({"a.txt": "募集善款7万元。".encode(), "转发.eml": inner})),
            ("图.png", b"\x89PNG\r\n\x1a\n"),
        )
    )
    (tmp_path / "报送.eml").write_bytes(data)
    failures: list[InputError] = []
    found = {name.removeprefix(f"{tmp_path}/"): d.text for name, d in documents([str(tmp_path)], failures)}
    assert found == {
        "报送.eml/正文.txt": BODY.replace("\n", "\r\n"),
        "报送.eml/附件一：总结.docx": "救助109户。\n",
        "报送.eml/台账.zip/a.txt": "募集善款7万元。",
        "报送.eml/台账.zip/转发.eml/里.txt": "另有5人。",
    }
    assert [(one.name.rpartition("/")[2], one.code) for one in failures] == [("图.png", "format")]


def test_a_mail_is_no_report(tmp_path: Path) -> None:
    """As an archive is none; a file in it can be named."""
    from extractor.read import read

    path = tmp_path / "a.eml"
    path.write_bytes(sent(mail()))
    with pytest.raises(InputError, match="a mail, no report") as caught:
        read(str(path))
    assert caught.value.code == "archive"
    assert read(f"{path}/正文.txt").text.startswith("张主任")


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030", "big5"])
def test_texts_in_the_charset_that_is_said(charset: str) -> None:
    """However they are packed for the way."""
    told = "張主任：訪視困難群眾330戶。\n" if charset == "big5" else BODY
    for packing in ("base64", "quoted-printable", "8bit"):
        made = EmailMessage()
        made["MIME-Version"] = "1.0"
        made.set_content(told, charset=charset, cte=packing)
        document = read_bytes(held(b"From: a@b\r\n" + sent(made))["正文.txt"], "正文.txt")
        assert document.text.replace("\r\n", "\n") == told
        assert document.warnings == ()


@pytest.mark.parametrize(
    "header",
    [
        "attachment; filename*=utf-8''%E6%80%BB%E7%BB%93.txt",
        "attachment; filename*0*=gb2312''%D7%DC; filename*1*=%BD%E1.txt",
        'attachment; filename="=?GB2312?B?1w==?=\r\n =?GB2312?B?3L3hLnR4dA==?="',
        'attachment; filename="=?utf-8?Q?=E6=80=BB=E7=BB=93.txt?="',
        'attachment; filename="总结.txt"',
        'ATTACHMENT;\r\n\tFILENAME="总结.txt"',
    ],
)
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_names_as_programs_write_them(header: str, charset: str) -> None:
    """By the standards, as most Chinese programs do, or bare."""
    assert list(held(raw(f"Content-Disposition: {header}", "", "5户", charset=charset))) == ["总结.txt"]


def test_names_where_there_are_none() -> None:
    """What it is; several are numbered. The name may stand with the type only."""
    part = "--b\r\nContent-Type: {}\r\n\r\n{}"
    parts = [
        part.format("text/plain", "甲"),
        part.format("application/pdf", "x"),
        part.format("text/html", "<p>乙"),
        part.format("text/plain", "丙"),
        part.format('application/pdf; name="报告.pdf"', "x"),
        part.format("message/rfc822", "MIME-Version: 1.0\r\nTo: x\r\n\r\n丁"),
    ]
    found = held(raw("Content-Type: multipart/mixed; boundary=b", "", *parts, "--b--"))
    assert list(found) == ["正文.txt", "附件", "正文.html", "正文2.txt", "报告.pdf", "邮件.eml"]
    assert sniff(found["邮件.eml"]) == "eml"


def test_one_text_in_two_ways_is_read_once() -> None:
    """The plain one; but the page, where it has a table, whose rows the plain one tears apart."""
    assert list(held(sent(mail(page="<p>本月走访困难群众330户。</p>")))) == ["正文.txt"]
    found = held(sent(mail(page=PAGE)))
    assert list(found) == ["正文.html"]
    assert read_bytes(found["正文.html"], "正文.html").text == "项目\t金额（万元）\n助学\t5\n"
    assert list(held(sent(mail(body=" \n", page="<p>330户</p>")))) == ["正文.html"]


def test_what_is_attached_to_one_of_two_ways_is_not_lost() -> None:
    """Some programs put attachments beside the page, within it."""
    data = raw(
        "Content-Type: multipart/alternative; boundary=a", "", "--a", "Content-Type: text/plain", "", "救助5户", "--a",
        "Content-Type: multipart/mixed; boundary=b", "", "--b", "Content-Type: text/html", "", "<p>救助5户", "--b",
        "Content-Type: application/pdf; name=a.pdf", "", "%PDF-1.4", "--b--", "--a--",
    )  # fmt: skip
    assert list(held(data)) == ["正文.txt", "a.pdf"]


def test_a_text_that_says_nothing_is_no_file() -> None:
    """Most attachments come with an empty letter; a mail with nothing at all is empty."""
    page = "<html><head><style>p {x: 5}</style></head><body><div>&nbsp;<br></div></body></html>"
    assert list(held(sent(mail(("a.txt", b"5"), body=" \n\n", page=page)))) == ["a.txt"]
    with pytest.raises(InputError, match="a mail without files") as caught:
        read_bytes(sent(mail(body="\n")), "a.eml")
    assert caught.value.code == "empty"


def test_letterheads_and_signatures_are_no_reports() -> None:
    """They have a row, and are no failures; a picture as large as a page is one."""
    small, large = (base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(size)).decode() for size in (99, 99_999))
    part = "--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{}"
    data = raw(
        "Content-Type: multipart/related; boundary=b", "", "--b\r\nContent-Type: text/html\r\n\r\n<p>5户",
        part.format(small), part.format(large),
        "--b\r\nContent-Type: application/pgp-signature; name=x.asc\r\n\r\n-----", "--b--",
    )  # fmt: skip
    assert sniff(data) == "eml"
    opened, codes = Mail(data, "a.eml"), []
    for entry in opened.entries:
        try:
            codes.append(sniff(opened.read(entry)))
        except InputError as error:
            codes.append(error.code)
    assert codes == ["html", "ignored", "picture", "ignored"]


@pytest.mark.parametrize(
    ("lines", "code", "words"),
    [
        (["Content-Transfer-Encoding: base64", "", "5"], "broken", "broken in the mail"),
        (["Content-Transfer-Encoding: x-uuencode", "", "5"], "format", "packed with x-uuencode"),
        (["Content-Type: multipart/mixed; boundary=b", "", "no edge"], "broken", "broken in the mail"),
        (["Content-Type: multipart/mixed; boundary=b", "", "--b", "", "救助5"], "broken", "cut off"),
    ],
)
def test_what_cannot_be_read_of_a_mail(lines: list[str], code: str, words: str) -> None:
    """It costs itself, with its name."""
    opened = Mail(raw(*lines), "a.eml")
    with pytest.raises(InputError, match=words) as caught:
        opened.read(opened.entries[0])
    assert (caught.value.code, caught.value.name) == (code, f"a.eml/{opened.entries[0].name}")


def test_the_end_of_an_inner_part_may_be_left_out() -> None:
    """The edge of the outer one ends it: nothing is lost."""
    data = raw(
        "Content-Type: multipart/mixed; boundary=a", "", "--a", "Content-Type: multipart/mixed; boundary=a1", "",
        "--a1", "", "救助5户", "--a", "Content-Type: text/plain; name=b.txt", "", "7人\r\n--a2\r\n--ab", "--a--", "--a", "", "later",
    )  # fmt: skip
    assert held(data) == {"正文.txt": "救助5户".encode(), "b.txt": "7人\r\n--a2\r\n--ab".encode()}


def test_mails_are_told_from_web_archives() -> None:
    """A page that was saved has never been sent; a mail may have a long way behind it."""
    lines = ("Content-Type: multipart/related; boundary=b", "", "--b", "Content-Type: text/html", "", PAGE, "--b--")
    assert sniff(b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n" + "\r\n".join(lines).encode()) == "mht"
    assert sniff(raw(*lines)) == "eml"
    assert sniff(b"Received: from x\r\n by y\r\n" * 900 + raw(*lines)) == "eml"
    assert sniff("时间: 2021年\n地点: 青山县\nMIME-Version: 1.0\n".encode()) == "txt"


def test_limits() -> None:
    """Of parts, of depth, of mails in mails."""
    many = raw("Content-Type: multipart/mixed; boundary=b", "", *["--b\r\n\r\n5"] * 60, "--b--")
    with pytest.raises(InputError, match="more than 50 parts"):
        Mail(many, "a.eml", Limits(parts=50))
    deep = raw(*(f"Content-Type: multipart/mixed; boundary={n}\r\n\r\n--{n}" for n in range(1_000)))
    with pytest.raises(InputError, match="30 deep") as caught:
        Mail(deep, "a.eml")
    assert caught.value.code == "too-deep"


def test_mails_in_mails_are_opened_as_deep_as_archives(tmp_path: Path) -> None:
    """What lies deeper is refused, not lost."""
    data = sent(mail())
    for _ in range(5):
        data = sent(mail(("转发.eml", data), body=" \n"))
    (tmp_path / "a.eml").write_bytes(data)
    (source,) = sources([str(tmp_path / "a.eml")])
    (leaf,) = members(source, load(source))
    assert leaf.name.endswith("a.eml" + "/转发.eml" * 3)
    with pytest.raises(InputError, match="a mail, no report"):
        read_bytes(load(leaf), leaf.name)


def test_names_are_not_parsed_without_end() -> None:
    """Fields that the standard library takes long for are cut."""
    started = time.process_time()
    for junk in (
        "=?" * 50_000,
        '";' * 50_000,
        "=?a?q?x" * 20_000,
        "filename*0*=a;" * 20_000,
        str(Header("报" * 9_000, "gb2312").encode()),
    ):
        held(
            raw(f"Content-Disposition: attachment; filename={junk}", f"Content-Type: text/plain; name={junk}", "", "5")
        )
    assert time.process_time() - started < 5
