"""How exact a figure is: at least, at most or about, by the words right before it and right after it."""

from __future__ import annotations

import re
from typing import Final

from extractor.link.around import Around
from extractor.link.linked import Linked

__all__ = ["set_bound"]

_RECORD: Final = re.compile("[^，。；]{0,6}[纪记]录")  # 破|三项|省纪录
_RECENT: Final = frozenset({"年", "个月", "天", "周", "个季度", "学期"})
_TOOK: Final = re.compile(r"历时近|[达用了]近")
_BEYOND: Final = "超出"
_COMPARED: Final = re.compile("[比较][^，。；]{1,20}\\Z")
_SCALES: Final = frozenset("百千万亿")
_PAST: Final = "过"  # 过百人; not 办过3场
_SHARE_OF: Final = re.compile(  # 约占全部协议的三成, 突破常住人口的5‰
    r"(?P<cue>(?:[约近]|大约|将近)(?=占)|不足|不到|(?:不[得能应可会宜]?|没有|尚?未)?(?:突破|超过|少于|低于|高于))"
    r"(?:[^，。；、0-9]{2,12}的|(?<=[约近])占[^，。；、0-9]{1,6})\Z"
)
_DO_AT_LEAST: Final = re.compile(  # 每学期至少开展演练|2次, 约投入20万元; not 最多的村有|3个, 最多一次筹得|2万元
    r"(?P<cue>(?:至少|最少|最多|至多)(?![一的时者])|约(?=(?:需|投入|培训|支出|花费|募集|发放)))(?:(?!的)[\u4e00-\u9fff]){2,8}\Z"
)
_BEGINS_WORD: Final = frozenset({"以上", "以下", "以内", "上下", "左右"})
_ANOTHER_WORD: Final = re.compile("以上(?:门|海|述)|以下(?:乡|列)|以内(?:训|部)|上下(?:铺|游|级)|左右(?:翼|岸)")
_NOT_WITHIN: Final = re.compile(r"内[部容外科设置涝环镜资心地线陆涵蒙衣训]")
_NOT_MORE: Final = re.compile(
    r"多[0-9一二两三四五六七八九十百千次个种名项方家元样年场位数处起地点所余收支训办发用出投花献采媒部子重功边]"
)


def set_bound(made: Linked, around: Around) -> None:
    """Set `bound` of `made`, where words around the figure say more than it does itself."""
    rules, reading = around.cues["bound", "adjacent"], around.reading
    match = rules.beginning(around.text, reading.end)
    if match and not _other_word(match["cue"], around.text, match.start("cue")):
        made.take("bound", rules, match["cue"])
    before = around.before
    if before[-1:] == _PAST and around.text[reading.start] in _SCALES:
        made.set("bound", "over", before[-1])
    match = rules.ending(before)
    if match is None:
        match = _SHARE_OF.search(before) if reading.kind == "ratio" else _DO_AT_LEAST.search(before)
    if match and match["cue"] == _BEYOND and _COMPARED.search(before):
        return  # 较预算数超出|7.3%: how far, exactly
    if match and match["cue"] == "破" and _RECORD.match(around.text, reading.end):
        return
    if match is None or (reading.bound == "about" and isinstance(reading.value, tuple)):
        return
    if match["cue"] != "近" or reading.unit not in _RECENT or _TOOK.search(before):  # 近五年来: recent
        made.take("bound", rules, match["cue"])


def _other_word(cue: str, text: str, at: int) -> bool:
    if cue in _BEGINS_WORD and _ANOTHER_WORD.match(text, at):
        return True
    return bool((cue == "内" and _NOT_WITHIN.match(text, at)) or (cue == "多" and _NOT_MORE.match(text, at)))
