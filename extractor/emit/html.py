"""The one-file archive: all reports of a run with their figures, in a page that needs neither a server nor a network.

What reports and file names say stands in it as JSON only, and the page's script puts it in place as text: no HTML is ever made
of it. The page's policy lets nothing run but that one script, known by its hash, and nothing be loaded.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import jinja2
from markupsafe import Markup

from extractor.archive import FILES, PACKAGE, REPORT, Resource, inlined
from extractor.cells import Matrix
from extractor.emit._about import About
from extractor.emit._package import datapackage
from extractor.emit._summary import Summary
from extractor.emit.jsonl import lines
from extractor.errors import BaoshuError
from extractor.harmless import as_json
from extractor.labels import FIELDS, PLACES, VALUES
from extractor.messages import LANGUAGES, codes, sentences
from extractor.packs import load
from extractor.records import Extraction, submitter

__all__ = ["write"]

_PARTS: Final = Path(__file__).with_name("archive")
_SCRIPT: Final = ("data.js", "overview.js", "list.js", "report.js", "page.js")
_END: Final = "</script>\n"
_LANG: Final = {"zh": "zh-CN", "en": "en", "both": ""}  # "": the reader's own


def write(extractions: Iterable[Extraction], path: Path, about: About) -> list[str]:
    """Write the page piece by piece; equal records give equal bytes.

    Raises BaoshuError where the texts of the reports are not at hand.
    """
    style, script = _part("page.css"), "\n".join(map(_part, _SCRIPT))
    environment = jinja2.Environment(loader=jinja2.FileSystemLoader(_PARTS), autoescape=True, trim_blocks=True)
    page = environment.get_template("page.html").generate(
        lang=_LANG[about.headers],
        style=Markup(style),  # noqa: S704 - ours
        script=Markup(script),  # noqa: S704 - ours
        policy=f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; img-src data:; "
        "base-uri 'none'; form-action 'none'",
        words=_words(),
        blocks=map(Markup, _blocks(extractions, about)),
    )
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(page)
    return []


def _part(name: str) -> str:
    return (_PARTS / name).read_text(encoding="utf-8")


def _hash(part: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(part.encode()).digest()).decode()}'"


def _blocks(extractions: Iterable[Extraction], about: About) -> Iterator[str]:
    """The data of the page, element by element, each line of it on its own."""
    summary = Summary(Matrix(about.indicators or load().indicators))
    records, reports, files = Resource("records"), Resource("reports"), Resource("files")
    texts = iter(about.texts())
    for number, extraction in enumerate(extractions):
        text = next(texts, None)
        if text is None:
            raise BaoshuError("an .html archive shows figures in their reports, and has no text of them")
        summary.add(extraction, [(str(number), at) for at in range(len(extraction.records))])
        row = as_json(_row(extraction, text))
        reports.add(row)
        yield f'{REPORT}{inlined(row)},"organisation":{inlined(as_json(submitter(extraction.report)))},"records":['
        yield from _array(lines(extraction), records)
        yield "\n]}" + _END
    yield FILES
    yield from _array(map(as_json, about.statuses()), files)
    yield "\n]" + _END
    yield _element("stored-cells", _overview(summary))
    yield _element("stored-words", _words())
    yield PACKAGE + inlined(as_json(datapackage((records, reports, files)))) + _END


def _array(told: Iterable[str], resource: Resource) -> Iterator[str]:
    for number, line in enumerate(told):
        yield (",\n" if number else "\n") + inlined(line)
        resource.add(line)


def _element(name: str, told: object) -> str:
    return f'<script type="application/json" id="{name}">{inlined(as_json(told))}{_END}'


def _row(extraction: Extraction, text: str) -> dict[str, Any]:
    issues = [issue.model_dump(mode="json") for issue in extraction.issues]
    return {**extraction.report.model_dump(mode="json"), "text": text, "issues": issues}


def _overview(summary: Summary) -> dict[str, Any]:
    """Which record stands in the cell of an organisation, year and indicator: by the number of its report and its own."""
    table, units = summary.table, summary.units()
    columns = [
        {"key": one.key, "zh": one.zh, "en": one.en, "unit": units[one.key]}
        for one in table.indicators.all
        if one.key in units
    ]
    rows = []
    for (who, year), found in sorted(table.rows.items()):
        places = {key: summary.places[who, year, key] for key in found}
        rows.append([who, year, {key: [int(report), at] for key, (report, at) in places.items()}])
    return {"columns": columns, "rows": rows}


def _words() -> Mapping[str, Any]:
    """What the page says in both languages."""
    return {
        lang: {
            "say": sentences("archive", lang),
            "fields": FIELDS if lang == "zh" else {},
            "values": VALUES if lang == "zh" else {},
            "places": PLACES if lang == "zh" else {},
            "codes": {name: {"title": one.title[lang], "message": one.message[lang]} for name, one in codes().items()},
        }
        for lang in LANGUAGES
    }
