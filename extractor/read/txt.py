"""Plain text in the encodings that offices send: UTF-8, UTF-16, GB18030 (GBK, GB2312) and Big5, with or without a BOM.

UTF-8 proves itself. The others read most of each other's bytes, but as characters that hardly occur: the reading with the
most ordinary characters is taken. Bytes that are no character are never passed over in silence: see `decoded`.
"""

from __future__ import annotations

import codecs
import itertools
import re
from array import array
from typing import Final, NamedTuple

from extractor.document import Document, LineNumbers
from extractor.errors import InputError
from extractor.lines import LINE_END
from extractor.read.limits import Limits

__all__ = ["Decoded", "decode", "decoded", "document", "read"]

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16's, which it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_CHARSETS: Final = (
    "gb18030",
    "big5",
    "big5-hkscs",
    "utf-8",
    "utf-16-le",
    "utf-16-be",
)  # of equally likely ones, the first
_WIDE: Final = ("utf-16-le", "utf-16-be")
_CODECS: Final = {"big5": "cp950", "big5-hkscs": "big5hkscs"}  # Microsoft's Big5 is what Windows writes
_ALIASES: Final = {
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "big5hkscs": "big5-hkscs",
    "cp950": "big5",
}
_CONTROL: Final = re.compile(
    r"[\x00-\x06\x08\x0e-\x1a\x1c-\x1f\x7f]"
)  # not BEL and ESC, which stand in what terminals log
_MOST_CONTROLS: Final = 0.01  # of the characters; more of them, and it is no text
_SAMPLE: Final = 2**16  # bytes that are judged, from the first one that is not ASCII
_HIGH: Final = re.compile(rb"[\x80-\xff]")
_THREE: Final = re.compile(rb"[\xe0-\xff]")  # begins a character of three or four bytes in UTF-8
_UNASSIGNED: Final = re.compile("[\ufffd\ue000-\uf8ff]")  # broken bytes, and codes that no charset gives a character
_PRIVATE: Final = re.compile("[\ue000-\ue5e4\ue5e6-\uf8ff]")  # U+E5E5 is a space of old Chinese programs
_LEAST: Final = 0.5  # share of ordinary characters, below which the charset is a guess
_STRETCH: Final = 16  # characters without ASCII among them …
_FEWEST: Final = 4  # … and the ordinary ones of them; reports have five and more
_ASCII: Final = re.compile(r"[\x00-\x7f]+")
_COST: Final = 5  # ordinary characters that a broken or unassigned one outweighs
_FEW: Final = (
    200  # characters; a shorter text is not mended, unless it is UTF-8, which proves itself, and only ends too soon
)
_BROKEN_MOST: Final = 0.001  # broken places in a character of text
_NUMERAL: Final = re.compile(r"[0-9０-９.．,，%％〇零一二两兩三四五六七八九十百千万萬亿億XxＸｘ×*＊]")
_REPLACEMENT: Final = re.compile("\ufffd+")
# The commonest characters of Chinese prose and of reports, in both scripts, with their punctuation.
_ORDINARY: Final = frozenset(
    "，。、；：？！“”‘’（）《》〈〉「」『』【】—…·－～％＋／　０１２３４５６７８９○〇×□①②③④⑤"
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学如"
    "都同现当没动面起看定天分还进好小部其些主样理心本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由"
    "问很最重并物手应向头文体政美相见被利什二等产或新己制身果加西月话合回特代内信表化老给世位次度门任常先海通教原东声提立及比员解水名真论处走"
    "义各入几口认条平系气题活尔更别打变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指许统区保至队形社便空决治展马科"
    "司五基眼书非则听却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边张该交规万拉格望觉术领共确传师观清今切院让识候带导争运款元"
    "红字县省乡镇村街救助捐赠献血募集善慈培训志愿服会组织项目困户名余万亿项百千六七八九零医疗卫健康老残疾童妇宣灾减防扶贫乐推落班级"
    "這個們來為國時說會對過發後裡種經學現當沒動還進樣從實軍無與長機業將兩間問關點應頭體見產員論處義條氣題爾別變總電數報結場計務資許統區隊達"
    "決書則聽卻馬類術領確傳師觀讓識帶導爭運紅縣鄉鎮災貧黨衛療醫護訓練贈獻願組織項戶餘萬億殘婦減臺灣幣於辦團協會歲續據選舉規費獲華廣東"
)


class Decoded(NamedTuple):
    """A text, the charset that it was in ("utf-8", "gb18030", "big5", "utf-16-le" …), and what of it is unsure."""

    text: str
    charset: str
    warnings: tuple[str, ...] = ()


def read(data: bytes, name: str, limits: Limits) -> Document:
    """The text with its line ends as they are: offsets count them."""
    made = decoded(data, name)
    if len(made.text) > limits.characters:
        raise InputError(name, f"more than {limits.characters} characters; split it", "too-large")
    return document(*made)


def document(text: str, charset: str | None = None, warnings: tuple[str, ...] = ()) -> Document:
    """The document of a text that is decoded already, with the number of each line."""
    ends = LINE_END.finditer(text) if text.strip() else iter(())  # millions of empty lines are nothing
    starts = array("Q", itertools.chain((0,), (m.end() for m in ends)))
    return Document(text, "txt", charset, None, LineNumbers(starts), warnings=warnings)


def decode(data: bytes, name: str) -> str:
    """The text of `data`: `decoded` without its charset.

    >>> decode("惠及109人".encode("gb18030"), "a.txt")
    '惠及109人'
    """
    return decoded(data, name).text


def decoded(data: bytes, name: str, declared: str = "") -> Decoded:
    """The text of `data` and its charset; `declared` is what the file says of itself, which is believed where it fits.

    A character cut off at the end is left out, and in a long text a few broken bytes become U+FFFD, unless they stand at
    a number. Both are warned of, with the place; any other byte that no encoding explains is an InputError.

    >>> decoded("募集善款新臺幣120萬元。".encode("big5"), "a.txt")
    Decoded(text='募集善款新臺幣120萬元。', charset='big5', warnings=())
    """
    found = next(((mark, charset) for mark, charset in _BOMS if data.startswith(mark)), None)
    bom, charset = found or (b"", "")
    made = _strict(data[len(bom) :], charset, name, len(bom)) if bom else _without_bom(data, name, declared)
    if len(_CONTROL.findall(made.text)) > _MOST_CONTROLS * len(made.text):
        raise InputError(name, "not text: it holds binary data", "binary")
    if lost := made.text.count("\x00"):
        return made._replace(warnings=(*made.warnings, f"{lost} NUL character(s) in it: some of its text may be lost"))
    return made


def _without_bom(data: bytes, name: str, declared: str) -> Decoded:
    head = data[:4096]
    if head.count(b"\x00") > _MOST_CONTROLS * len(head):
        charset, share = _likeliest(data, _WIDE, "")
        if share < _LEAST or (len(data) % 2 and len(data) < _FEW):
            raise InputError(name, "not text: it holds binary data", "binary")
        return _strict(data, charset, name)
    if _is_utf8(data):
        made = _strict(data, "utf-8", name)
        return made._replace(warnings=(*made.warnings, *_lost_before(data)))
    charset, share = _likeliest(data, _CHARSETS, declared)
    if share < 0:
        raise InputError(name, "not UTF-8, GB18030 or Big5; save it as UTF-8", "charset")
    made = _strict(data, charset, name)
    if share < _LEAST:
        said = f"the charset is a guess: {charset}; save it as UTF-8 to be sure"
    elif _is_strange_in_places(made.text):
        said = f"read as {charset}, but in places it makes no words: it may hold another charset; save it as UTF-8 to be sure"
    else:
        return made
    return made._replace(warnings=(*made.warnings, said))


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes are UTF-8 beyond doubt, the last character being cut off or not.

    A pair of bytes may be 医 in GBK as well as ҽ in UTF-8; three that are a character by chance are not met.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)
    except UnicodeDecodeError:
        return False
    cut_off = len(decoder.getstate()[0])
    return _THREE.search(data, 0, len(data) - cut_off) is not None or _HIGH.search(data) is None


def _likeliest(data: bytes, charsets: tuple[str, ...], declared: str) -> tuple[str, float]:
    """The charset under which a sample has most ordinary characters, and their share; broken bytes count against it."""
    high = _HIGH.search(data)
    start = max(0, high.start() - 256) // 4 * 4 if high else 0
    sample = data[start : start + _SAMPLE]
    shares: dict[str, float] = {}
    for charset in charsets:
        text = codecs.getincrementaldecoder(_CODECS.get(charset, charset))("replace").decode(
            sample, len(data) <= _SAMPLE
        )
        good = sum(ch in _ORDINARY or " " <= ch <= "~" or ch in "\t\r\n" for ch in text)
        share = (good - _COST * len(_UNASSIGNED.findall(text))) / max(1, len(text))
        # as UTF-16, any bytes are characters: that must be certain
        shares[charset] = share if charset not in _WIDE or share >= _LEAST else -1.0
    best = max(shares, key=lambda charset: shares[charset])
    own = _ALIASES.get(declared, declared)
    return (own, shares[own]) if own in shares and shares[own] >= 0.8 * shares[best] else (best, shares[best])


def _is_strange_in_places(text: str) -> bool:
    """Whether a code is no character, or a stretch has hardly an ordinary one: a lost byte shifts all pairs up to the next ASCII."""
    return _PRIVATE.search(text) is not None or any(
        sum(map(_ORDINARY.__contains__, run[at : at + _STRETCH])) < _FEWEST
        for run in _ASCII.split(text)
        for at in range(0, len(run) - _STRETCH + 1, _STRETCH)
    )


def _strict(data: bytes, charset: str, name: str, skipped: int = 0) -> Decoded:
    codec = _CODECS.get(charset, charset)
    try:
        return Decoded(data.decode(codec), charset)
    except UnicodeDecodeError as error:
        at = error.start
    reason = f"broken {charset} text at byte {at + skipped}; save it as UTF-8"
    decoder = codecs.getincrementaldecoder(codec)()
    try:
        text = decoder.decode(data)  # all but a character that is cut off at the end
    except UnicodeDecodeError:
        return _mended(data.decode(codec, "replace"), charset, name, at + skipped, reason)
    if (len(text) < _FEW and charset != "utf-8") or _NUMERAL.match(text.rstrip()[-1:]):  # 109 and half of 人
        raise InputError(name, reason, "charset")
    return Decoded(
        text, charset, (f"the last character is cut off at byte {at + skipped}: the end of the text may be lost",)
    )


def _mended(text: str, charset: str, name: str, at: int, reason: str) -> Decoded:
    """The text with U+FFFD for its broken bytes, if they are few and none stands at a number."""
    broken = [match.span() for match in _REPLACEMENT.finditer(text)]
    at_number = any(_NUMERAL.search(text[max(0, start - 1) : end + 1]) for start, end in broken)
    if len(text) < _FEW or len(broken) > max(1, _BROKEN_MOST * len(text)) or at_number:
        raise InputError(name, reason, "charset")
    return Decoded(text, charset, (f"broken bytes in {len(broken)} place(s), the first at byte {at}, read as U+FFFD",))


def _lost_before(data: bytes) -> tuple[str, ...]:
    """Characters that somebody's program lost before the file was sent: U+FFFD, or its bytes read as GBK."""
    lost = data.count(b"\xef\xbf\xbd") + data.count("锟斤拷".encode())
    return (f"{lost} character(s) were lost before the file was saved (U+FFFD)",) if lost else ()
