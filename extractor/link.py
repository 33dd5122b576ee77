"""What the words around a figure say of it: bound, modality, relation, change, period; and the year of a date.

The cue words stand in patterns/cues.toml; this module knows only where each field looks. The item has a module of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extractor.dates import Anchor, resolve
from extractor.normalise import Reading
from extractor.outline import Outline, Section
from extractor.packs import Cue, Packs

__all__ = ["Linked", "cues", "link"]

# What may stand between a cue and its figure.
_FILL: Final = {
    "bound": r"(?:\s|人民[币幣]|港[币幣]|新[臺台][幣币]|美金|了|[占佔达達为為有合共])*",
    "change": r"(?:\s|了|[约約近超逾达達]|超过|不少于|不低于|大约|分别[为為达達]?|各|[:：])*",
    "relation": r"(?:\s|[约約近的为為是有共]|不到|超过|[:：])*",
    "modality": r"(?:\s|[（(：:为為是约約]|人民币)*",
}
_FILL_ENDS: Final = frozenset(" 币幣金了占佔达達为為有合共约約近超逾过過于於少低各:：的是（(到别分")
_NEXT_TO: Final = 14  # characters before a figure in which a cue may end right before it
_CLAUSE: Final = re.compile(r"[。！？；：;:\u2028]|[，,](?!\d{3})|[一二三四五六七八九十]是")
_LISTED: Final = re.compile(r"\s*[、和及与與]\s*(?:同比)?(?:下降|增长|减少|增加)?\s*|\s*")
_TOTAL: Final = re.compile(r"共计|合计|总计|累计|合計|共計|总共|[，,]共|共")
_SLASH: Final = re.compile(r"\s?[/／](?:(?![一二两三四五六七八九十百千万])[\u4e00-\u9fff]){1,3}(?=[，。；、）)\s]|\Z)")  # 600元/月
_ARROW: Final = re.compile(r"\s*(?:→|->|⇒)\s*(?=[0-9０-９XxＸ×*＿])")
_NOT_A_RATE: Final = re.compile(r"每(?:逢|当|每|况)")
_RECENT: Final = frozenset({"年", "个月", "個月", "天", "周", "个季度", "学期"})
_NOT_WITHIN: Final = re.compile(r"内[部容外科设置涝环镜资心地线陆]|內[部容外科設置]")
_NOT_MORE: Final = re.compile(r"多[次个種种名项方家元样年场位数处起地点所余]")
_BRACKET: Final = re.compile(r"[（(]")
_NO_SHARE: Final = re.compile(
    r"\s*(?:折合|即|合|约|約|价值|價值|折价|估价|总价|共|计|計|合计|每|人均|户均|戶均|平均|上年|去年|上期|同期|同比|较|較|比|↑|↓|增|降|减|累计|目标|任务|约合|相当|至|截至|下同)"
)
_REPORT_DONE: Final = re.compile(r"目前|现有|現有|已建|已有|已完成|截至|现已")
_NEAR: Final = 60  # characters
_SINCE: Final = re.compile(r"[^，。；]{0,12}?(?:以来|以來|至今|起至今)")
_REACHES: Final = re.compile("[到至为為成]")  # 提高到, 增至, 扩建为: how every such cue ends
_NUMBER_NEXT: Final = re.compile(r"[^，。；！？]{0,10}?[0-9０-９XxＸ×*＊＿○□%％一二两三四五六七八九十百千]")
_YEAR_LABEL: Final = re.compile(r"\s*(?P<year>(?:19|20)[0-9]{2})年?度?[:：为為]?\s*\Z")
_PLANNED_LABEL: Final = re.compile(r"预算|預算|计划|計[劃畫]|目标|目標|任务|任務")
_NOT_A_PLAN: Final = re.compile(r"生育|性|内|外|书|项目|单列|單列|的|[”》」】]")
_AFTER_GAP: Final = r"[^，。；！？、,0-9０-９\n]{0,6}"


@dataclass(slots=True)
class Linked:
    """The fields of one figure that the text around it gives; `cues` says which words set which field."""

    value: str | None = None  # EDTF, of a date
    bound: str | None = None
    modality: str | None = None
    period: str | None = None
    relation: str | None = None
    change: str | None = None
    of_the_past: bool = False  # an earlier value, though it may be a rate as well
    because: dict[str, str] | None = None


@dataclass(frozen=True, slots=True)
class _Cues:
    """The cues of one field, compiled: what ends right before a figure, and what begins right after it."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    values: dict[str, str]
    tails: frozenset[str]  # the characters right before a figure that make a look for `before` worth while
    heads: frozenset[str]  # the same right after it, for `after`

    def ending(self, before: str) -> re.Match[str] | None:
        """The cue that ends right before the figure."""
        return self.before.search(before[-_NEXT_TO:]) if before and before[-1] in self.tails else None

    def beginning(self, text: str, end: int) -> re.Match[str] | None:
        """The cue that begins right after the figure."""
        return self.after.match(text, end) if text[end : end + 1] in self.heads else None


def cues(packs: Packs, field: str, reach: str) -> _Cues:
    """The compiled cues of a field and reach, compiled once for a set of packs."""
    made: dict[tuple[str, str], _Cues] = packs.compiled
    found = made.get((field, reach))
    if found is None:
        found = made[field, reach] = _compiled(packs.cues, field, reach)
    return found


def _compiled(packs_cues: tuple[Cue, ...], field: str, reach: str) -> _Cues:
    """One field's cues; `before` is searched in what precedes the figure, `after` matched."""
    values: dict[str, str] = {}
    before: list[tuple[str, str]] = []
    after: list[str] = []
    for cue in packs_cues:
        if cue.field != field or cue.reach != reach:
            continue
        guard = f"(?<![{re.escape(cue.unless)}])" if cue.unless else ""
        guard += f"(?<=[{re.escape(cue.only)}])" if cue.only else ""
        for word in (*cue.before, *cue.after):
            values[word] = cue.value
        before += [(word, guard) for word in cue.before]
        after += cue.after
    before.sort(key=lambda pair: -len(pair[0]))
    if reach == "adjacent":
        words = "|".join(guard + re.escape(word) for word, guard in before)
    else:  # a regex that begins with a literal is searched much faster: the guards come after the word
        words = "|".join(re.escape(word) + _behind(word, guard) for word, guard in before)
    end = rf"{_FILL[field]}\Z" if reach == "adjacent" else ""
    tail = "|".join(re.escape(word) for word in sorted(after, key=len, reverse=True))
    lead = r"[ \u3000]?" if reach == "adjacent" else _AFTER_GAP
    return _Cues(
        re.compile(rf"(?P<cue>{words or '(?!)'}){end}"),
        re.compile(rf"{lead}(?P<cue>{tail or '(?!)'})"),
        values,
        frozenset(word[-1] for word, _ in before) | _FILL_ENDS,
        frozenset(word[0] for word in after) | frozenset(" \u3000"),
    )


def _behind(word: str, guard: str) -> str:
    """The guard of a word, looking back over it: (?<![按]) before 计划 is (?<![按]计划) behind it."""
    bare = re.escape(word)
    return guard.replace("])", f"]{bare})").replace("\\A)", f"\\A{bare})") if guard else ""


def link(readings: Sequence[Reading], text: str, packs: Packs, outline: Outline) -> list[Linked]:
    """One Linked for each reading, in order. A date whose year the text never says is left without a value."""
    done: list[Linked] = []
    dates: list[tuple[Reading, str]] = []
    month: str | None = None
    for place, reading in enumerate(readings):
        section = outline.section(reading.start)
        sentence = outline.sentence(reading.start)
        if reading.kind == "date" and reading.date is not None:
            spoken = [(r, v) for r, v in dates if r.start >= sentence[0]]
            value = resolve(reading.date, Anchor(outline.year, _year(spoken, reading, text, section, outline), month))
            if value and reading.status == "complete":
                dates.append((reading, value))
            month = reading.date.m2 or reading.date.m or month
            done.append(Linked(value=value))
            continue
        done.append(_figure(place, readings, done, text, packs, section, sentence, dates, outline))
    return done


def _figure(
    place: int,
    readings: Sequence[Reading],
    done: list[Linked],
    text: str,
    packs: Packs,
    section: Section,
    sentence: tuple[int, int],
    dates: list[tuple[Reading, str]],
    outline: Outline,
) -> Linked:
    reading = readings[place]
    clause = _clause_start(text, sentence[0], reading.start)
    before = text[max(clause, reading.start - 60) : reading.start]
    made = Linked(because={})
    _bound(made, reading, before, text, packs)
    _change(made, place, readings, done, before, text, packs)
    _relation(made, place, readings, text, before, sentence, packs, done)
    _modality(made, reading, before, text, sentence, section, packs)
    made.period = _period(made, reading, text, clause, sentence, dates, section, outline)
    return made


def _clause_start(text: str, start: int, at: int) -> int:
    last = start
    for match in _CLAUSE.finditer(text, max(start, at - 60), at):
        last = match.end()
    return last


def _bound(made: Linked, reading: Reading, before: str, text: str, packs: Packs) -> None:
    rules = cues(packs, "bound", "adjacent")
    made.bound = reading.bound
    match = rules.beginning(text, reading.end)
    if match and not _other_word(match["cue"], text, match.start("cue")):
        made.bound = _say(made, "bound", rules, match["cue"])
    match = rules.ending(before)
    if match is None or reading.pattern == "neighbours":
        return
    if match["cue"] == "近" and reading.unit in _RECENT and not re.search(r"[历歷][时時]近|[达用]近|了近", before):
        return  # 近五年来: recent
    made.bound = _say(made, "bound", rules, match["cue"])


def _other_word(cue: str, text: str, at: int) -> bool:
    return bool((cue in "内內" and _NOT_WITHIN.match(text, at)) or (cue == "多" and _NOT_MORE.match(text, at)))


def _say(made: Linked, field: str, rules: _Cues, cue: str) -> str:
    if made.because is not None:
        made.because[field] = cue
    return rules.values[cue]


def _change(
    made: Linked, place: int, readings: Sequence[Reading], done: list[Linked], before: str, text: str, packs: Packs
) -> None:
    rules = cues(packs, "change", "adjacent")
    match = rules.ending(before)
    if match:
        made.change = _say(made, "change", rules, match["cue"])
    elif place and done[place - 1].change and readings[place - 1].kind != "date":
        between = text[readings[place - 1].end : readings[place].start]
        if between and _LISTED.fullmatch(between) and re.search("[、和及与與]", between):
            made.change = done[place - 1].change


def _relation(
    made: Linked,
    place: int,
    readings: Sequence[Reading],
    text: str,
    before: str,
    sentence: tuple[int, int],
    packs: Packs,
    done: list[Linked],
) -> None:
    reading = readings[place]
    earlier_value = _baseline(made, reading, before, text, packs)
    made.of_the_past = earlier_value is not None
    made.relation = _rate(made, reading, before, text, packs) or earlier_value
    if made.relation:
        return
    lead = text[sentence[0] : reading.start]
    among = lead.rfind("其中")
    if among >= 0 and _open(lead[among:]) >= 0 and _has_whole(readings[:place], sentence[0] + among):
        made.relation = "part_of"
        if made.because is not None:
            made.because["relation"] = "其中"
        return
    made.relation = _bracketed(readings[:place], sentence[0], lead)
    made.of_the_past = made.relation == "baseline"


def _rate(made: Linked, reading: Reading, before: str, text: str, packs: Packs) -> str | None:
    rules = cues(packs, "relation", "adjacent")
    match = rules.beginning(text, reading.end)
    if match and rules.values[match["cue"]] == "per_unit":
        return _say(made, "relation", rules, match["cue"])
    if _SLASH.match(text, reading.end):
        return "per_unit"
    if reading.kind == "ratio" and made.change:
        return None  # 人均可支配收入增长5.1%: the growth is no rate
    rules = cues(packs, "relation", "clause")
    found = None
    for match in rules.before.finditer(before):
        if rules.values[match["cue"]] == "per_unit" and not _NOT_A_RATE.match(before, match.start()):
            found = match
    if found is None or _TOTAL.search(before, found.end()) or _open(before[found.end() :]) < 0:
        return None
    return _say(made, "relation", rules, found["cue"])


def _baseline(made: Linked, reading: Reading, before: str, text: str, packs: Packs) -> str | None:
    rules = cues(packs, "relation", "clause")
    match = rules.after.match(text, reading.end) if _REACHES.search(text, reading.end, reading.end + 12) else None
    match = match if match and _NUMBER_NEXT.match(text, match.end()) else None
    if match or _ARROW.match(text, reading.end):
        if match and made.because is not None:
            made.because["relation"] = match["cue"]
        return "baseline"
    rules = cues(packs, "relation", "adjacent")
    match = rules.ending(before)
    return _say(made, "relation", rules, match["cue"]) if match else None


def _has_whole(earlier: Sequence[Reading], among: int) -> bool:
    """Whether a number stands not far before 其中, of which the rest can be a share."""
    return any(r.kind != "date" and among - _NEAR <= r.end <= among for r in earlier)


def _open(text: str) -> int:
    """Brackets opened less brackets closed."""
    return text.count("（") + text.count("(") - text.count("）") - text.count(")")


def _bracketed(earlier: Sequence[Reading], start: int, lead: str) -> str | None:
    """A share in brackets right after the whole: 会员1286人（医护912人/后勤208人）."""
    depth = 0
    for at in range(len(lead) - 1, -1, -1):
        c = lead[at]
        if c in "）)":
            depth += 1
        elif c in "（(":
            if depth == 0:
                inside = lead[at + 1 :]
                whole = any(abs(start + at - r.end) <= 2 and r.kind != "date" for r in earlier[-12:])
                if whole and _YEAR_LABEL.match(inside):
                    return "baseline"  # 57.4%（2022年：53.1%）
                labelled = bool(inside.strip()) and not _NO_SHARE.match(inside)
                return "part_of" if whole and labelled else None
            depth -= 1
    return None


def _modality(
    made: Linked, reading: Reading, before: str, text: str, sentence: tuple[int, int], section: Section, packs: Packs
) -> None:
    made.modality = "actual"
    if made.of_the_past:
        return
    if reading.label:
        made.modality = "planned" if section.planned or _PLANNED_LABEL.search(reading.label) else "actual"
        return
    if section.planned:
        made.modality = "actual" if _REPORT_DONE.search(before) else "planned"
        if made.because is not None and made.modality == "planned":
            made.because["modality"] = section.title or "plan"
        return
    rules = cues(packs, "modality", "adjacent")
    match = rules.ending(before) if reading.kind != "ratio" else None
    if match:
        made.modality = _say(made, "modality", rules, match["cue"])
        return
    rules = cues(packs, "modality", "clause")
    lead = text[max(sentence[0], reading.start - 80) : reading.start]
    found = None
    for match in rules.before.finditer(lead):
        found = match
    if found and not re.search(r"已|实际|實際|完成了|目前|实收|实现了", lead[found.end() :]) and not _NOT_A_PLAN.match(lead, found.end()):
        made.modality = _say(made, "modality", rules, found["cue"])


def _period(
    made: Linked,
    reading: Reading,
    text: str,
    clause: int,
    sentence: tuple[int, int],
    dates: list[tuple[Reading, str]],
    section: Section,
    outline: Outline,
) -> str | None:
    spoken = [(r, v) for r, v in dates if r.start >= sentence[0] and not _since(r, text)]
    if made.relation == "baseline":
        own = [v for r, v in spoken if r.start >= clause]
        return own[-1] if own else None
    if not spoken:
        year = section.year or outline.year
        return year if year and year.isdigit() else None
    last, value = spoken[-1]
    if len(spoken) > 1:
        first, start = spoken[-2]
        between = text[first.end : last.start]
        if text[max(0, first.start - 1) : first.start] in {"自", "从", "從"} and between[-1:] in {"至", "到"} and "/" not in start + value:
            return f"{start}/{value}"
        if re.fullmatch(r"\s*[、和及]\s*", between):
            return None
    return value


def _since(date: Reading, text: str) -> bool:
    """自2004年成立以来: what follows is of all time, not of that year."""
    return text[max(0, date.start - 1) : date.start] in {"自", "从", "從"} and bool(_SINCE.match(text, date.end))


def _year(spoken: list[tuple[Reading, str]], reading: Reading, text: str, section: Section, outline: Outline) -> str | None:
    """The year that a date without one is about: of the sentence, of the paragraph's first words, of the section."""
    for _, value in reversed(spoken):
        year = value.split("/")[-1][:4] if "/" in value else value[:4]
        if year.isdigit():
            return year
    return section.year or outline.year
