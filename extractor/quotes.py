"""Quotes with one span in 【】: the notation of examples, gold lines and corrections, made of a text and found in it again."""

from __future__ import annotations

from typing import Final

__all__ = ["has_one_mark", "marked", "parted", "place", "quote"]

_LEAST_CONTEXT: Final = 12  # characters on each side: enough to be the same place, few enough to outlive an edit nearby


def marked(text: str, start: int, end: int, *, left: int | None = None, right: int | None = None) -> str:
    """`text` with the span in 【】, or no more than so many characters on its `left` and `right`.

    >>> marked("发放救助金26.2万元，惠及109人。", 14, 18, left=2, right=0)
    '惠及【109人】'
    """
    begin = 0 if left is None else max(0, start - left)
    stop = len(text) if right is None else end + right
    return f"{text[begin:start]}【{text[start:end]}】{text[end:stop]}"


def parted(quote: str) -> tuple[str, str, str]:
    """What stands before, in and after the 【】 of a quote. Raises ValueError where it has none.

    >>> parted("惠及【109人】。")
    ('惠及', '109人', '。')
    """
    left, rest = quote.split("【", 1)
    span, right = rest.split("】", 1)
    return left, span, right


def has_one_mark(quote: str) -> bool:
    """Whether a sentence marks one thing with 【】."""
    return quote.count("【") == quote.count("】") == 1 and quote.index("【") < quote.index("】")


def place(quote: str, text: str) -> tuple[int, int]:
    """Where the 【】 of `quote` stands in `text`. Raises ValueError where the quote does not occur exactly once.

    >>> place("惠及【109人】", "资金惠及109人。")
    (4, 8)
    """
    left, span, right = parted(quote)
    whole = left + span + right
    count = text.count(whole)
    if count != 1:
        raise ValueError(f"the quote occurs {count} times in the report: {whole!r}")
    start = text.index(whole) + len(left)
    return start, start + len(span)


def quote(text: str, start: int, end: int) -> str:
    """The shortest of a few quotes of `text` with the span in 【】 that `place` finds again. Raises ValueError where none is.

    >>> quote("发放救助金26.2万元，惠及109人。", 14, 18)
    '救助金26.2万元，惠及【109人】。'
    """
    reach = _LEAST_CONTEXT
    while True:
        begin = max(0, start - reach)
        begin = max(begin, text.rfind("【", begin, start) + 1)  # a 【 of the text's own stays outside
        quoted = marked(text, start, end, left=start - begin, right=reach)
        try:
            if place(quoted, text) == (start, end):
                return quoted
        except ValueError:
            if reach > len(text):
                raise
        if reach > len(text):
            raise ValueError(f"no quote finds {text[start:end]!r} again")
        reach *= 2
