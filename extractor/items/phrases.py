"""Phrases of the words around a figure: the noun that ends before it, the noun or the verb that begins after it.

Words are jieba's; which of them begin a phrase, end it or say nothing stands in patterns/items.toml. Only the few words of grammar
that shape a phrase stand here: 将, 向, 按, 以上.
"""

from __future__ import annotations

import re
from typing import Final, Literal

from extractor.knowledge import ItemWords
from extractor.segment import cut, verbs

__all__ = [
    "HAN",
    "LONGEST",
    "SLIGHT",
    "is_generic",
    "is_noun",
    "only_does",
    "phrase_after",
    "phrase_before",
    "shortened",
    "verb_after",
    "words_of",
]

LONGEST: Final = 8  # characters of an item; a longer phrase loses its first words
SLIGHT: Final = re.compile(r"[“”‘’\"'「」『』《》\s\u3000]")
HAN: Final = re.compile(r"(?<![XxＸ×])(?![XxＸ×]{2,}\Z)[\u4e00-\u9fffA-Za-z]")  # XX stands for a word, and says nothing
_EACH: Final = re.compile("(?:平均)?每.{1,2}")
_BY: Final = frozenset({"按", "按照", "依"})
_AND: Final = frozenset({"和", "及", "与", "、", "或"})
_ONCE_MORE: Final = frozenset({"再", "将", "拟", "又"})
_SUFFIXES: Final = frozenset("者员机品费")
_TRAILING: Final = frozenset({"以上", "左右", "以内", "以下", "整"})
_TAKEN: Final = frozenset({"将", "把"})
_MEASURES: Final = frozenset("率量度额")
_TOWARDS: Final = frozenset({"向", "为", "给", "对", "赴", "在"})
_LEVELS: Final = frozenset({"省", "市", "县", "区", "旗", "镇", "计划"})


def words_of(piece: str, words: ItemWords) -> list[str]:
    """The words of a piece, those that jieba cut though the packs know them put together again.

    >>> from extractor.packs import load
    >>> words_of("发放救护模拟人", load().items)
    ['发放', '救护', '模拟人']
    """
    bare = SLIGHT.sub("", piece)
    if not bare:
        return []
    pieces = cut(bare)
    known, beginnings, size = words.known, words.beginnings, len(pieces)
    found: list[str] = []
    at = 0
    while at < size:
        word = longest = pieces[at]
        after = at + 1
        end = after
        while word in beginnings and end < size:
            word += pieces[end]
            end += 1
            if word in known:
                longest, after = word, end
        if longest in _SUFFIXES and found and len(found[-1]) == 2:
            found[-1] += longest  # 模拟|人, 捐献|者
        else:
            found.append(longest)
        at = after
    return found


def phrase_before(left: list[str], words: ItemWords) -> str:
    """The phrase that ends right before the figure: its nouns, or the verb where there are none.

    >>> from extractor.packs import load
    >>> [phrase_before(left, load().items) for left in (["发放", "救助金", "共计"], ["惠及"])]
    ['救助金', '惠及']
    """
    if left and left[-1] in _TAKEN:
        return ""  # 州本级|将|326万元善款拨付
    kept = _said(left, words)
    while kept and _is_passed_over(kept, words):
        kept.pop()
    phrase: list[str] = []
    has_noun = False
    while kept and (part := _part(kept, phrase, has_noun, words)) != "none":
        phrase.insert(0, kept.pop())
        has_noun = has_noun or part == "noun"
    if phrase and not has_noun and kept and kept[-1] in words.undone:
        phrase.insert(0, "未")  # 未|办结7件
    return shortened(phrase) if any(map(HAN.search, phrase)) else ""


def _is_passed_over(kept: list[str], words: ItemWords) -> bool:
    """Whether no phrase ends with the last word: 善款|已, AED|再|布设, 疗休养|将|安排."""
    if kept[-1] not in words.verbs and (kept[-1] in words.fillers or kept[-1] in words.totals):
        return True
    return len(kept) > 2 and kept[-2] in _ONCE_MORE and _is_topic(kept[-3], words)


def _part(kept: list[str], phrase: list[str], has_noun: bool, words: ItemWords) -> Literal["noun", "verb", "none"]:
    """What the last word is of a phrase that goes on after it: 临时|救助金 a noun, 惠及| its verb, 发放|救助金 no part."""
    word = kept[-1]
    if word in words.undone and phrase and not has_noun:
        return "none"
    if word not in words.fillers and _is_begun(phrase, word):
        return "noun"
    if word in words.actors and phrase:
        return "none"
    if word in words.little and phrase and phrase[0] in words.nominal:
        return "none"  # 开展|义诊12场
    if word in words.verbs:
        return "verb" if not has_noun or _is_inside(kept, phrase, words) else "none"
    if word in words.fillers or word in words.totals:
        return "none"
    return "noun" if HAN.search(word) or word.isdigit() else "none"


def _is_inside(kept: list[str], phrase: list[str], words: ItemWords) -> bool:
    """Whether a verb, the last word, joins the noun before it to the phrase after it: 急救|培训|学员, not 向湖北|捐赠|口罩."""
    verb, before = kept[-1], kept[:-1]
    if not before or not is_noun(before[-1], words) or before[-1] in words.actors:
        return False
    if verb in words.gives:
        return verb in words.nominal and not _is_receiver(before)
    if verb in words.nominal:
        return True
    # 微信服务号|发布|信息: the noun alone would say too little; not 老人|发放|津贴
    return sum(map(len, phrase)) <= 2 and not _is_receiver(before) and before[-1] not in words.people


def _is_topic(word: str, words: ItemWords) -> bool:
    """Whether a word can be what the sentence is about: AED|再布设, 疗休养|将安排."""
    return is_noun(word, words) and word not in words.actors and word not in words.people and word not in verbs()


def _is_receiver(before: list[str]) -> bool:
    """Whether the last noun is who is given something: 向湖北|捐赠口罩, 为学校|捐赠图书."""
    return len(before) > 1 and before[-2] in _TOWARDS


def _said(left: list[str], words: ItemWords) -> list[str]:
    """The words before a figure without those at their end that say nothing: 善款|共计, 登记|新增."""
    kept = _without_totals(left, words)
    if len(kept) > 1 and kept[-1] in words.changes:
        changed = _without_totals(kept[:-1], words)
        if changed and is_noun(changed[-1], words):
            kept = changed  # 登记|新增320人, 价格|同比|上涨11%
    if len(kept) > 1 and kept[-2] == "每" and len(kept[-1]) < 3:  # 每生6元, 每梯次8小时
        del kept[-2:]
    if len(kept) > 1 and kept[-1] in words.spent and is_noun(kept[-2], words):
        kept.pop()  # 添置桌椅|花费2350元
    if len(kept) > 1 and len(kept[-1]) == 1 and kept[-1] in words.little and _EACH.fullmatch(kept[-2]):
        kept = _without_totals(kept[:-1], words)  # 大棚|每座补1.5万元
    if len(kept) > 2 and kept[-2] == "由" and is_noun(kept[-3], words) and not _BY.isdisjoint(left[len(kept) :]):
        del kept[-2:]  # 培训经费|由财政按每人80元核拨
    if len(kept) > 2 and kept[-1] in words.generic and kept[-2] in words.sums:
        # 建设爱心超市总计投入: the thing, not the spending
        while kept and (kept[-1] in words.totals or kept[-1] in words.generic):
            kept.pop()
    return kept


def _without_totals(left: list[str], words: ItemWords) -> list[str]:
    end = len(left)
    while end and (left[end - 1] in words.totals or not HAN.search(left[end - 1]) or _EACH.fullmatch(left[end - 1])):
        end -= 1
    return left[:end]


def _is_begun(phrase: list[str], word: str) -> bool:
    """Whether what is there of a phrase needs the word before it to be one: 献血|量, 到账|率, 建|会率."""
    if len(phrase) == 1:
        return len(phrase[0]) == 1
    return len(phrase) == 2 and len(word) == len(phrase[0]) == 1 and phrase[1] in _MEASURES


def phrase_after(right: list[str], alias: str, words: ItemWords) -> str:
    """The noun phrase that begins right after the figure (290台|模拟人, 51.5万元的|博爱家园项目), with the bracket that is its `alias`."""
    if alias and len(right) == 1:
        return right[0] + alias
    rest = _opened(right, words)
    if not rest:
        return ""
    if rest[0] in _LEVELS and rest[1:2] == ["的"]:
        return rest[0]  # 3个县的红十字会
    if rest[0] in words.verbs or rest[0] in words.fillers or (rest[0] in verbs() and rest[0] not in words.nominal):
        if "的" in rest[:-1]:  # 80余个参与评比的市级部门
            rest = rest[len(rest) - rest[::-1].index("的") :]
        elif rest[0] in words.suffers:
            return shortened(rest[-3:])
        elif not _names_something(rest, 0, words):
            return ""
    phrase: list[str] = []
    for at, word in enumerate(rest):
        joins = word in _AND and phrase and at + 1 < len(rest) and _names_something(rest, at, words)
        if not joins and _ends_phrase(rest, at, phrase, words):
            break
        phrase.append(word)
    if rest[len(phrase) : len(phrase) + 1] == ["的"] and (joint := _AND.intersection(phrase)):
        del phrase[min(map(phrase.index, joint)) :]  # 救助金|和精美的学习用品
    return shortened(phrase) + (alias if phrase == rest else "")


def _opened(right: list[str], words: ItemWords) -> list[str]:
    """The words after a figure without what belongs to the figure: 以上, 的, 省 of 省重点项目."""
    rest = right[:]
    if rest and rest[0] in _TRAILING:
        rest.pop(0)
    if rest and rest[0] in {"的", "之"}:
        rest.pop(0)
    while len(rest) > 1 and rest[0] in _LEVELS and rest[1] not in words.totals and rest[1] != "的":
        rest.pop(0)
    if len(rest) > 1 and rest[0] in words.singled_out and is_noun(rest[1], words):
        rest.pop(0)  # 6个|重点|帮促村
    if rest and rest[0] == "标准":  # 每人5000元的标准发放|助学金
        rest = rest[2:] if len(rest) > 2 and rest[1] in words.verbs else []
    return [] if rest and rest[0] in words.totals else rest


def _names_something(rest: list[str], at: int, words: ItemWords) -> bool:
    """Whether the word at `at` may stand inside a noun: it can, and a noun follows (急救|培训|学员)."""
    follows = rest[at + 1] if at + 1 < len(rest) else ""
    inside = rest[at] in words.nominal or rest[at] in _AND
    return inside and bool(follows) and is_noun(follows, words) and follows not in words.verbs


def _ends_phrase(rest: list[str], at: int, phrase: list[str], words: ItemWords) -> bool:
    word = rest[at]
    if word in words.fillers or (not HAN.search(word) and not word.isdigit()):
        return True
    if _is_reached(word, words) or (len(word) == 1 and word in words.changes):
        return True
    if phrase and (word in words.gives or word in words.does or (word in verbs() and word not in words.nominal)):
        return True
    return word in words.verbs and not _names_something(rest, at, words)


def verb_after(right: list[str], words: ItemWords) -> str | None:
    """650人|取得救护员资格证书: the verb and its object, where no noun names the item."""
    phrase: list[str] = []
    for word in right:
        if not HAN.search(word) or (phrase and sum(map(len, phrase)) + len(word) > LONGEST + 1):
            break
        if word in words.fillers and not phrase:
            continue
        if (
            _is_reached(word, words)
            or (not phrase and len(word) == 1 and word in words.changes)
            or word in {"的", "了", "并", "等", "不", "，"}
        ):
            break
        phrase.append(word)
    return "".join(phrase) or None


def _is_reached(word: str, words: ItemWords) -> bool:
    """增至, 扩大到: the level that a change ends at comes next, and nothing before it is named so."""
    return len(word) > 1 and word[-1] in "至到" and word in words.totals


def is_noun(word: str, words: ItemWords) -> bool:
    """Whether a word can be the noun of a phrase, as far as the lists say.

    >>> from extractor.packs import load
    >>> is_noun("轮椅", load().items), is_noun("发放", load().items)
    (True, False)
    """
    return (
        bool(HAN.search(word))
        and word not in words.fillers
        and word not in words.totals
        and (word not in words.verbs or word in words.nominal)
    )


def only_does(word: str, words: ItemWords) -> bool:
    """Whether a word is a verb of the lists, and stands inside no noun: 布设, not 培训 (培训班)."""
    return word in words.verbs and word not in words.nominal


def is_generic(left: list[str], words: ItemWords) -> bool:
    """Whether the words before only say that something was spent or given."""
    kept = [w for w in left if w not in words.totals and w not in words.fillers and HAN.search(w)]
    return bool(kept) and kept[-1] in words.generic and all(w in words.generic or w in words.actors for w in kept)


def shortened(phrase: list[str]) -> str:
    """The words joined; of a phrase that is too long, the last ones."""
    while len(phrase) > 1 and sum(map(len, phrase)) > LONGEST:
        phrase = phrase[1:]
    return "".join(phrase)
