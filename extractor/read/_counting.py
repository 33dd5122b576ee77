"""Automatic numbers as they are shown: 一、二、三, ①②③, 甲乙丙, a b c, i ii iii, by the names that OOXML gives them."""

from __future__ import annotations

from typing import Final

__all__ = ["spell"]

_SERIES: Final = {  # one sign each; beyond the last, plain digits
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
    "decimalEnclosedCircle": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedCircleChinese": "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳",
    "decimalEnclosedFullstop": "⒈⒉⒊⒋⒌⒍⒎⒏⒐⒑⒒⒓⒔⒕⒖⒗⒘⒙⒚⒛",
    "decimalEnclosedParen": "⑴⑵⑶⑷⑸⑹⑺⑻⑼⑽⑾⑿⒀⒁⒂⒃⒄⒅⒆⒇",
    "ideographEnclosedCircle": "㊀㊁㊂㊃㊄㊅㊆㊇㊈㊉",
}
_COUNTED: Final = {  # digits 0 to 9, then ten, hundred, thousand
    "chineseCounting": "〇一二三四五六七八九十百千",
    "chineseCountingThousand": "〇一二三四五六七八九十百千",
    "taiwaneseCounting": "〇一二三四五六七八九十百千",
    "taiwaneseCountingThousand": "〇一二三四五六七八九十百千",
    "japaneseCounting": "〇一二三四五六七八九十百千",
    "koreanCounting": "〇一二三四五六七八九十百千",
    "chineseLegalSimplified": "零壹贰叁肆伍陆柒捌玖拾佰仟",
    "ideographLegalTraditional": "零壹貳參肆伍陸柒捌玖拾佰仟",
    "japaneseLegal": "零壱弐参四伍六七八九拾百阡",
}
_DIGITS: Final = {
    "ideographDigital": "〇一二三四五六七八九",
    "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "taiwaneseDigital": "〇一二三四五六七八九",
    "decimalFullWidth": "０１２３４５６７８９",
    "decimalFullWidth2": "０１２３４５６７８９",
}
_ROMAN: Final = {
    "M": 1000,
    "CM": 900,
    "D": 500,
    "CD": 400,
    "C": 100,
    "XC": 90,
    "L": 50,
    "XL": 40,
    "X": 10,
    "IX": 9,
    "V": 5,
    "IV": 4,
    "I": 1,
}
_MOST_LETTERS: Final = 30  # AAA… is the 27th, 53rd, 79th …


def spell(number: int, form: str) -> str:
    """The number in the form of a numbering; a form that is not known gives plain digits, `none` and `bullet` nothing.

    >>> spell(21, "chineseCounting"), spell(3, "ideographTraditional"), spell(4, "lowerRoman"), spell(28, "upperLetter")
    ('二十一', '丙', 'iv', 'BB')
    """
    if form in {"none", "bullet"}:
        return ""
    if form in _SERIES:
        series = _SERIES[form]
        return series[number - 1] if 0 < number <= len(series) else str(number)
    if form in _COUNTED:
        return _counted(number, _COUNTED[form]) if 0 < number < 10_000 else str(number)
    if form in _DIGITS:
        return str(number).translate(str.maketrans("0123456789", _DIGITS[form]))
    if form in {"upperLetter", "lowerLetter"} and 0 < number <= 26 * _MOST_LETTERS:
        letters = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters if form == "upperLetter" else letters.lower()
    if form in {"upperRoman", "lowerRoman"} and 0 < number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    return f"{number:02}" if form == "decimalZero" else str(number)


def _counted(number: int, signs: str) -> str:
    """一百零五, 十五: a ten at the beginning has no 一, a gap has one zero."""
    shown, gap = "", False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if not digit:
            gap = bool(shown)
            continue
        zero = ("零" if signs[0] == "〇" else signs[0]) if gap else ""
        gap = False
        one = digit == 1 and place == 1 and not shown and signs[1] == "一"
        shown += zero + ("" if one else signs[digit]) + (signs[9 + place] if place else "")
    return shown


def _roman(number: int) -> str:
    shown = ""
    for sign, value in _ROMAN.items():
        shown += sign * (number // value)
        number %= value
    return shown
