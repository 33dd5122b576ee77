"""Words, as jieba cuts them. They tell what a figure is about, and whether a measure word stands by itself (救护车|台).

rjieba (extra `[fast]`) is used where it is installed. Both cut by dictionary alone (no guessing of unknown words), and only
runs of Han characters are given to them, so that their words are the same. The dictionary is this process's own: jieba's
shared cache file in the temp folder is neither read nor written.
"""

from __future__ import annotations

import functools
import importlib.util
import math
import os
import re
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

__all__ = [
    "activities",
    "begins_predicate",
    "cut",
    "engine",
    "is_first_word",
    "nouns",
    "verbs",
    "word_at",
    "word_before",
]

_RUNS: Final = re.compile(r"[\u4e00-\u9fff]+|[A-Za-z0-9+.]+|.", re.DOTALL)
_LONGEST_RUN: Final = 200  # characters; jieba's time grows faster than the run
_BEFORE: Final = re.compile(r"[\u4e00-\u9fff]{1,10}\Z")
_AFTER: Final = re.compile(r"[\u4e00-\u9fff]{0,4}")
_SUFFIXES: Final = frozenset("款金费品物者员证卡点站车")  # make a noun of an activity
_CONTEXT: Final = 10  # characters before a word that tell where it begins


@functools.cache
def engine() -> str:
    """Which segmenter this process uses: "rjieba" or "jieba" (the environment variable BAOSHU_SEGMENTER may name one)."""
    wanted = os.environ.get("BAOSHU_SEGMENTER")
    if wanted in {"jieba", "rjieba"}:
        return wanted
    return "rjieba" if _rjieba_is_there() else "jieba"


@functools.cache
def _rjieba_is_there() -> bool:
    return importlib.util.find_spec("rjieba") is not None


@functools.cache
def _cutter(name: str) -> Callable[[str], list[str]]:
    if name == "rjieba":
        import rjieba

        return lambda run: rjieba.cut(run, False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # jieba's source has invalid escapes and imports pkg_resources
        import jieba
    tokenizer = jieba.Tokenizer()
    frequencies, total = tokenizer.gen_pfdict(tokenizer.get_dict_file())
    return functools.partial(_most_likely, frequencies=frequencies, floor=math.log(total))


def _most_likely(run: str, *, frequencies: Mapping[str, int], floor: float) -> list[str]:
    """The most likely words of a run of Han characters by jieba's dictionary: what `jieba.lcut(run, HMM=False)` gives.

    jieba itself takes six times as long for the short pieces that are cut here; a test holds the two to the same words.
    """
    size = len(run)
    best = [0.0] * (size + 1)  # the log likelihood of the rest, from each place on
    follows = [0] * size  # where the word that begins there ends
    for start in range(size - 1, -1, -1):
        top = -math.inf
        end, piece = start + 1, run[start]
        while (frequency := frequencies.get(piece)) is not None:  # the dictionary holds every beginning of a word, as 0
            if frequency and (likely := math.log(frequency) + best[end]) >= top:
                top, follows[start] = likely, end
            if end == size:
                break
            end += 1
            piece = run[start:end]
        if top == -math.inf:
            top, follows[start] = best[start + 1], start + 1
        best[start] = top - floor
    words, at = [], 0
    while at < size:
        words.append(run[at : follows[at]])
        at = follows[at]
    return words


@functools.lru_cache(maxsize=8192)
def cut(text: str) -> tuple[str, ...]:
    """The words of a short piece of text; they join up to it again.

    >>> cut("发放救助金")
    ('发放', '救助金')
    """
    cutter = _cutter(engine())
    words: list[str] = []
    for run in _RUNS.findall(text):
        if len(run) > 1 and "\u4e00" <= run[0] <= "\u9fff":
            for at in range(0, len(run), _LONGEST_RUN):
                words += cutter(run[at : at + _LONGEST_RUN])
        else:
            words.append(run)
    return tuple(words)


def word_before(text: str, start: int, end: int) -> str:
    """The word that ends where `text[start:end]`, which is in one run of Han with it, begins.

    "" where no word begins at `start`, or none ends at `end`.

    >>> word_before("添置救护车台，", 5, 6), word_before("搭建大舞台，", 4, 5), word_before("建立台账，", 2, 3)
    ('救护车', '', '')
    """
    before, after = _BEFORE.search(text, max(0, start - _CONTEXT), start), _AFTER.match(text, end)
    if before is None or after is None:
        return ""
    at, word, found = before.start(), "", ""
    for next_word in cut(text[at : after.end()]):
        if at == start:
            found = word
        if at >= end:
            break
        word = next_word
        at += len(word)
    return found if at == end else ""


def is_first_word(text: str, start: int, end: int) -> bool:
    """Whether `text[start:end]` is a word by itself, read from `start` on.

    >>> is_first_word("，名学生获奖", 1, 2), is_first_word("，名单已公布", 1, 2)
    (True, False)
    """
    after = _AFTER.match(text, end)
    return after is not None and len(cut(text[start : after.end()])[0]) == end - start


def begins_predicate(text: str, at: int, known: frozenset[str] = frozenset()) -> bool:
    """Whether a verb, an adverb or one of the `known` words begins at `at`: 将|培训, 将|逐步扩大; not 将|善款.

    Verbs of one character are none, as nouns that jieba does not know begin with them, too (配捐).

    >>> begins_predicate("将招聘教师", 1), begins_predicate("将逐步开放", 1), begins_predicate("将善款拨付", 1)
    (True, True, False)
    """
    word = word_at(text, at)
    is_one = word in known or word in _predicates()
    return is_one and text[at + len(word) : at + len(word) + 1] not in _SUFFIXES  # 扶贫款


def word_at(text: str, at: int) -> str:
    """The word that begins at `at`, "" where no Han character stands there.

    >>> word_at("将培训救护员", 1)
    '培训'
    """
    run = _AFTER.match(text, at)
    return cut(run[0])[0] if run and run[0] else ""


@functools.cache
def _predicates() -> Mapping[str, str]:
    """The verbs, adverbs and prepositions of two or three characters, with their tags: looked for once for all that ask."""
    return dict(re.findall(r"^(\S{2,3}) [0-9]+ (vn?|vd|ad|d|p)$", _dictionary(), re.MULTILINE))


@functools.cache
def activities() -> frozenset[str]:
    """The words of jieba's dictionary that are verb and noun in one.

    >>> "培训" in activities(), "善款" in activities()
    (True, False)
    """
    return frozenset(word for word, tag in _predicates().items() if tag == "vn")


@functools.cache
def verbs() -> frozenset[str]:
    """The two-character verbs of jieba's dictionary: words at which a noun phrase ends.

    >>> "促进" in verbs(), "学校" in verbs()
    (True, False)
    """
    return frozenset(word for word, tag in _predicates().items() if tag == "v" and len(word) == 2)


@functools.cache
def nouns() -> frozenset[str]:
    """The nouns of jieba's dictionary that have two or more characters; names of people and places are none.

    >>> "救护车" in nouns(), "服务" in nouns()
    (True, False)
    """
    return frozenset(re.findall(r"^(\S{2,}) [0-9]+ (?:nz?|l)$", _dictionary(), re.MULTILINE))


def _dictionary() -> str:
    spec = importlib.util.find_spec("jieba")
    if spec is None or spec.origin is None:
        return ""
    return (Path(spec.origin).parent / "dict.txt").read_text(encoding="utf-8")
