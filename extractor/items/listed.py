"""The item of a figure that counts several nouns together: 棉被、毛毯、暖手宝 of 发放棉被、毛毯、暖手宝共|500件."""

from __future__ import annotations

import itertools
import re
from typing import Final

from extractor.items.own_words import REACH, Unnamed
from extractor.items.phrases import LONGEST, is_noun, only_does, words_of
from extractor.knowledge import ItemWords
from extractor.segment import verbs

__all__ = ["as_a_list"]

_IN_TURN: Final = re.compile("[、和及/][0-9XＸ×*○□＿零一二两三四五六七八九十百]")  # 角膜|153、186例
_NUMERAL: Final = re.compile(
    r"[0-9XＸ×*○□＿/%]|[一二三四五六七八九十][座台口件个名支辆张]|\A[一二三四五六七八九十]{1,2}\Z"
)
_LONGEST: Final = 24  # characters
_CLAUSE_ENDS: Final = re.compile("[，。；：！？（）\\n]")
_SUFFIXES: Final = frozenset("率量额度数")


def as_a_list(figure: Unnamed, last: str) -> str:
    """Of 发放|棉被、毛毯、暖手宝共|500件 the nouns that are counted together, `last` the last of them; `last` where it ends no list."""
    own, words, text = figure.own, figure.words, figure.text
    said = "".join(word for word in own.left if word not in words.totals)
    if own.mark != "、" or said != last or any(only_does(word, words) for word in own.left):
        return last
    floor = max(figure.sentence, own.left_at - REACH)
    before = figure.readings[figure.index - 1].end if figure.index else 0
    clause = _CLAUSE_ENDS.split(text[max(floor, before) : own.left_at - 1])[-1]
    follows = before > floor and own.left_at - 1 - len(clause) == before  # 6个|教学班、学生86人
    if follows or _NUMERAL.search(clause) or _IN_TURN.match(text, figure.reading.end):
        return last
    first, *others = clause.split("、")
    head = _nouns_at_end(words_of(first, words), words)
    if not head or not all(0 < len(one) <= LONGEST and is_noun(one, words) for one in (*head, *others)):
        return last
    whole = "、".join(["".join(head), *others, last])
    return whole if len(whole) <= _LONGEST else last


def _nouns_at_end(said: list[str], words: ItemWords) -> list[str]:
    """Of 给学校|送|书架 the nouns after the last verb, of 栽|桂花 those after a short word."""
    ends = [
        at
        for at, (word, follows) in enumerate(itertools.pairwise(said))
        if (only_does(word, words) and follows not in _SUFFIXES)
        or (word in words.verbs and len(follows) > 1)  # 救助|白血病, not 签订|率
        or (len(word) == 1 and (not at or word in verbs()))
    ]
    rest = said[ends[-1] + 1 if ends else 0 :]
    return list(itertools.dropwhile(lambda word: word in words.fillers or word in words.actors, rest))
