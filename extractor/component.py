"""spaCy as the host: `spacy.blank("zh").add_pipe("baoshu")` puts the figures in `doc.spans["figures"]`.

    span._.figure      the record of a span in doc.spans["figures"] (or "redactions")
    doc._.extraction   all records of the text, with offsets into doc.text

The steps are also components of their own (baoshu_flow … baoshu_record), for whoever wants to stand between them. A figure
whose edge lies inside a word gets the span of the whole words; its record keeps the exact place.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from extractor.analysis import Analysis
from extractor.document import Document
from extractor.knowledge import Packs
from extractor.packed import pack, unpack
from extractor.packs import load
from extractor.pipeline import STEPS, analyse
from extractor.records import Extraction, Figure, Redaction
from extractor.segment import cut

__all__ = ["Baoshu", "JiebaTokenizer", "Step", "make_baoshu", "make_tokenizer"]

_KEY: Final = "baoshu"  # in doc.user_data: the extraction in bytes that keep every digit, so that a Doc can be stored
_PIECE: Final = 2_000  # characters handed to the segmenter at once


def _packs(patterns: str | None) -> Packs:
    return load([Path(patterns)] if patterns else [])


def _name(doc: Doc) -> str:
    """What the report is called in its records; "" where nobody has said it."""
    return str(doc.user_data.get("name", ""))


class Baoshu:
    """The component: all steps, then spans and records on the Doc. Its only state is where its own packs lie."""

    def __init__(self, nlp: Language, name: str, patterns: str | None = None) -> None:
        self.name = name
        self.patterns = patterns

    @property
    def packs(self) -> Packs:
        """The packs, loaded at the first text."""
        return _packs(self.patterns)

    def __call__(self, doc: Doc) -> Doc:
        """Read the text of `doc`; its records stand in doc._.extraction, its spans in doc.spans."""
        return _publish(doc, analyse(doc.text, _name(doc), self.packs).extraction)

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the settings; the packs themselves stay where they are."""
        Path(path).mkdir(parents=True, exist_ok=True)
        (Path(path) / "settings.json").write_text(json.dumps({"patterns": self.patterns}), encoding="utf-8")

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> Baoshu:
        """Read the settings."""
        self.patterns = json.loads((Path(path) / "settings.json").read_text(encoding="utf-8"))["patterns"]
        return self

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:
        """The settings, for `nlp.to_bytes`."""
        return json.dumps({"patterns": self.patterns}).encode()

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> Baoshu:
        """The settings, from `nlp.to_bytes`."""
        self.patterns = json.loads(data)["patterns"]
        return self


class Step:
    """One step of the pipeline as a component; the first one begins an Analysis with its packs, the last one publishes it."""

    def __init__(self, name: str, step: str, patterns: str | None = None) -> None:
        self.name, self.step, self.patterns = name, step, patterns

    def __call__(self, doc: Doc) -> Doc:
        """Run the step on the Doc's Analysis, which travels in doc.user_data until the records are made."""
        analysis = doc.user_data.get("baoshu_analysis")
        if analysis is None:
            analysis = Analysis(Document(doc.text), _name(doc), _packs(self.patterns))
            doc.user_data["baoshu_analysis"] = analysis
        STEPS[self.step](analysis)
        if self.step == next(reversed(STEPS)):
            del doc.user_data["baoshu_analysis"]
            return _publish(doc, analysis.extraction)
        return doc


def _publish(doc: Doc, extraction: Extraction) -> Doc:
    doc.user_data[_KEY] = pack(extraction)
    groups: dict[str, list[Span]] = {"figures": [], "redactions": []}
    for place, record in enumerate(extraction.records):
        span = doc.char_span(record.start, record.end, label=record.kind, alignment_mode="expand")
        if span is not None:
            span.id_ = str(place)
            groups["figures" if isinstance(record, Figure) else "redactions"].append(span)
    for name, spans in groups.items():
        doc.spans[name] = spans
    return doc


@functools.lru_cache(maxsize=64)
def _read(stored: bytes) -> Extraction:
    return unpack(stored)


def _extraction(doc: Doc) -> Extraction | None:
    stored = doc.user_data.get(_KEY)
    return _read(stored) if stored else None


def _record(span: Span) -> Figure | Redaction | None:
    extraction = _extraction(span.doc)
    return extraction.records[int(span.id_)] if extraction and span.id_.isdigit() else None


Doc.set_extension("extraction", getter=_extraction, force=True)
Span.set_extension("figure", getter=_record, force=True)


@Language.factory("baoshu", default_config={"patterns": None}, assigns=["doc._.extraction", "span._.figure"])
def make_baoshu(nlp: Language, name: str, patterns: str | None) -> Baoshu:
    """The factory behind `nlp.add_pipe("baoshu")`; `patterns` is a folder with packs of your own."""
    return Baoshu(nlp, name, patterns)


def _register_step(step: str) -> None:
    @Language.factory(f"baoshu_{step}", default_config={"patterns": None})
    def make_step(nlp: Language, name: str, patterns: str | None) -> Step:
        return Step(name, step, patterns)


for _step in STEPS:
    _register_step(_step)


def make_tokenizer() -> Callable[[Language], JiebaTokenizer]:
    """The tokenizer `baoshu.jieba`: jieba's words, cut by baoshu's own segmenter (rjieba where it is installed)."""
    return lambda nlp: JiebaTokenizer(nlp.vocab)


class JiebaTokenizer:
    """Words by jieba, as a spaCy tokenizer; the Doc's text is the text, white space and all."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """A Doc of the text's words."""
        words = [w for at in range(0, len(text), _PIECE) for w in cut(text[at : at + _PIECE])]
        return Doc(self.vocab, words=words, spaces=[False] * len(words))

    def to_bytes(self, **kwargs: Any) -> bytes:  # noqa: ANN401 - spaCy's signature
        """Nothing: the dictionary is jieba's."""
        return b""

    def from_bytes(self, data: bytes, **kwargs: Any) -> JiebaTokenizer:  # noqa: ANN401
        """Nothing."""
        return self

    def to_disk(self, path: str | Path, **kwargs: Any) -> None:  # noqa: ANN401
        """Nothing."""

    def from_disk(self, path: str | Path, **kwargs: Any) -> JiebaTokenizer:  # noqa: ANN401
        """Nothing."""
        return self


registry.tokenizers.register("baoshu.jieba", func=make_tokenizer)
