"""spaCy as the host: the component, its spans and records, its steps, its tokenizer; jieba and rjieba agree."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from importlib import metadata, util
from typing import TYPE_CHECKING

import pytest
import spacy
from conftest import REPORT, ROOT
from spacy.tokens import Doc, DocBin

from extractor import Extraction, extract
from extractor.pipeline import STEPS

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language

JIEBA = {"nlp": {"tokenizer": {"@tokenizers": "baoshu.jieba"}}}
TORN = "活动现场三名困难群众领到慰问金，一千二百人参加。"  # jieba has 三名 and 千二百 in words of its own


@pytest.fixture(scope="module")
def nlp() -> Language:
    """Give a blank Chinese pipeline with the component, as anybody would make it."""
    made = spacy.blank("zh")
    made.add_pipe("baoshu")
    return made


@pytest.fixture(scope="module")
def jieba() -> Language:
    """Give a pipeline with baoshu's own tokenizer."""
    made = spacy.blank("zh", config=JIEBA)
    made.add_pipe("baoshu")
    return made


def figures(nlp: Language, text: str) -> list[str]:
    """Give the spans of a text; the doc has to live as long as they do."""
    doc = nlp(text)
    return [span.text for span in doc.spans["figures"]]


# ---- the component


def test_the_entry_points_are_declared() -> None:
    """Whoever installs baoshu can name the component and the tokenizer without importing anything."""
    points = {(e.group, e.name): e.value for e in metadata.distribution("baoshu").entry_points}
    assert points["spacy_factories", "baoshu"] == "extractor.component:make_baoshu"
    assert points["spacy_tokenizers", "baoshu.jieba"] == "extractor.component:make_tokenizer"


BY_NAME = f"""
import spacy
for config in ({{}}, {JIEBA!r}):
    nlp = spacy.blank("zh", config=config)
    nlp.add_pipe("baoshu")
    doc = nlp("惠及109人。")
    print(ascii([span.text for span in doc.spans["figures"]]), len(doc))
"""


def test_the_component_is_found_by_its_entry_point(tmp_path: Path) -> None:
    """In a process that has imported spaCy only: the component, and the tokenizer."""
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "ignore", "-c", BY_NAME],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=60,
        check=True,
    )
    found = ascii(["109人"])
    assert done.stdout.decode().splitlines() == [f"{found} 7", f"{found} 4"]


def test_the_doc_has_spans_and_records(nlp: Language) -> None:
    """Figures and redacted words are span groups; each span knows its record."""
    doc = nlp(REPORT)
    found, redactions = doc.spans["figures"], doc.spans["redactions"]
    assert [span.text for span in found] == ["2021年", "26.2万元", "109人", "XX万元", "2～5万元", "9月9日至18日"]
    assert [span.text for span in redactions] == ["XX"]
    assert [span.label_ for span in found] == ["date", "amount", "count", "amount", "amount", "date"]
    assert [span._.figure for span in found] == list(extract(REPORT).figures)
    assert [span._.figure for span in redactions] == list(extract(REPORT).redactions)
    assert found[1]._.figure.value == 262000


def test_the_doc_has_the_extraction(nlp: Language) -> None:
    """doc._.extraction is what `extract` gives."""
    assert nlp(REPORT)._.extraction == extract(REPORT)


def test_offsets_count_in_the_doc(nlp: Language) -> None:
    """A record's place is the place in doc.text."""
    doc = nlp(REPORT)
    assert doc.text == REPORT
    for span in doc.spans["figures"]:
        record = span._.figure
        assert doc.text[record.start : record.end] == record.text
        assert (span.start_char, span.end_char) == (record.start, record.end)


def test_a_figure_inside_a_word(jieba: Language) -> None:
    """The span is widened to whole words, the record keeps the exact place."""
    doc = jieba(TORN)
    spans = list(doc.spans["figures"])
    assert [span._.figure.text for span in spans] == ["三名", "一千二百人"]
    for span in spans:
        assert span.start_char <= span._.figure.start
        assert span.end_char >= span._.figure.end
        assert span._.figure.text in span.text


def test_other_spans_have_no_record(nlp: Language) -> None:
    """A span that the component did not make, and a doc that it did not read, have none."""
    doc = nlp(REPORT)
    assert doc[0:3]._.figure is None
    other = spacy.blank("zh")(REPORT)
    assert other._.extraction is None
    assert other[0:3]._.figure is None


@pytest.mark.parametrize("text", ["", " ", "\n", "大家辛苦了"])
def test_a_doc_without_figures(nlp: Language, text: str) -> None:
    """It has empty groups."""
    doc = nlp(text)
    assert (len(doc.spans["figures"]), len(doc.spans["redactions"])) == (0, 0)
    assert doc._.extraction.records == ()


def test_pipe_gives_every_doc_its_own_records(nlp: Language) -> None:
    """nlp.pipe, in one process: the same as one by one, in order."""
    texts = [f"惠及{n}人。" for n in range(2, 40)]
    values = [[f.value for f in doc._.extraction.figures] for doc in nlp.pipe(texts, batch_size=7)]
    assert values == [[n] for n in range(2, 40)]


def test_pipe_with_names(nlp: Language) -> None:
    """The name of a report travels in user_data."""
    docs = []
    for name in ("a.txt", "b.txt"):
        doc = nlp.make_doc("惠及5人。")
        doc.user_data["name"] = name
        docs.append(doc)
    assert [doc._.extraction.report.name for doc in nlp.pipe(docs)] == ["a.txt", "b.txt"]
    assert docs[1].spans["figures"][0]._.figure.source_file == "b.txt"


def test_a_doc_can_be_read_again(nlp: Language) -> None:
    """The second time gives the same, once."""
    doc = nlp(nlp(REPORT))
    assert len(doc.spans["figures"]) == 6
    assert doc._.extraction == extract(REPORT)


def test_the_other_components_go_on(nlp: Language) -> None:
    """A component after this one sees its spans; sentences may be set before it."""
    made = spacy.blank("zh")
    made.add_pipe("sentencizer", config={"punct_chars": ["。", "\n"]})
    made.add_pipe("baoshu", last=True)
    doc = made(REPORT)
    assert len(list(doc.sents)) > 2
    assert [s.text for s in doc.spans["figures"]] == figures(nlp, REPORT)


# ---- stored and read again


@pytest.mark.parametrize("way", ["disk", "bytes"])
@pytest.mark.parametrize("config", [{}, JIEBA])
def test_a_pipeline_can_be_stored(tmp_path: Path, way: str, config: dict[str, object]) -> None:
    """With and without baoshu's tokenizer, with packs of one's own."""
    (tmp_path / "packs").mkdir()
    (tmp_path / "packs" / "measure_words.toml").write_text('[measure]\n"枚子" = "发放【5枚子】"\n', encoding="utf-8")
    made = spacy.blank("zh", config=config)
    made.add_pipe("baoshu", config={"patterns": str(tmp_path / "packs")})
    text = "发放棋子35枚子。"
    assert [f.unit for f in made(text)._.extraction.figures] == ["枚子"]
    if way == "disk":
        made.to_disk(tmp_path / "stored")
        again = spacy.load(tmp_path / "stored")
    else:
        again = spacy.blank("zh", config=config)
        again.add_pipe("baoshu")
        again.from_bytes(made.to_bytes())
    assert again(text)._.extraction == made(text)._.extraction
    assert [token.text for token in again(text)] == [token.text for token in made(text)]


def test_docs_can_be_stored(nlp: Language) -> None:
    """A DocBin with user data gives back spans and records."""
    docs = [nlp(REPORT), nlp("惠及109人。")]
    stored = DocBin(docs=docs, store_user_data=True).to_bytes()
    first, second = DocBin().from_bytes(stored).get_docs(nlp.vocab)
    assert first._.extraction == extract(REPORT)
    assert [s._.figure for s in first.spans["figures"]] == list(extract(REPORT).figures)
    assert [s._.figure.text for s in second.spans["figures"]] == ["109人"]


def test_a_doc_can_be_stored(nlp: Language) -> None:
    """So does Doc.to_bytes."""
    doc = Doc(nlp.vocab).from_bytes(nlp(REPORT).to_bytes())
    assert doc._.extraction == extract(REPORT)
    assert doc.spans["figures"][1]._.figure.value == 262000


def test_a_stored_value_is_exact(nlp: Language) -> None:
    """A Decimal comes back as the same Decimal."""
    text = "收到捐款12345678901234567.89元。"
    assert nlp(text)._.extraction == extract(text)


# ---- the steps one by one


def test_the_steps_are_components_of_their_own(nlp: Language) -> None:
    """All of them in their order give what the one component gives, and leave nothing else on the doc."""
    made = spacy.blank("zh")
    for step in STEPS:
        made.add_pipe(f"baoshu_{step}")
    doc = made(REPORT)
    assert doc._.extraction == extract(REPORT)
    assert [s.text for s in doc.spans["figures"]] == figures(nlp, REPORT)
    assert list(doc.user_data) == list(nlp(REPORT).user_data)
    DocBin(docs=[doc], store_user_data=True).to_bytes()


def test_the_steps_keep_the_name_of_a_report() -> None:
    """As the one component does."""
    made = spacy.blank("zh")
    for step in STEPS:
        made.add_pipe(f"baoshu_{step}")
    doc = made.make_doc(REPORT)
    doc.user_data["name"] = "a.txt"
    assert made(doc)._.extraction == extract(REPORT, "a.txt")


def test_one_can_stand_between_the_steps() -> None:
    """A component between two steps sees, and may change, what has been found."""

    @spacy.Language.component("only_amounts")
    def only_amounts(doc: Doc) -> Doc:
        analysis = doc.user_data["baoshu_analysis"]
        kept = [(m, r) for m, r in zip(analysis.mentions, analysis.readings, strict=True) if r.kind == "amount"]
        analysis.mentions, analysis.readings = [m for m, _ in kept], [r for _, r in kept]
        return doc

    made = spacy.blank("zh")
    for step in STEPS:
        made.add_pipe(f"baoshu_{step}")
    made.add_pipe("only_amounts", after="baoshu_normalise")
    assert figures(made, REPORT) == ["26.2万元", "XX万元", "2～5万元"]


def test_the_steps_take_packs_of_ones_own(tmp_path: Path) -> None:
    """The first step reads them for all."""
    (tmp_path / "measure_words.toml").write_text('[measure]\n"垛" = "堆放草料【12垛】"\n', encoding="utf-8")
    made = spacy.blank("zh")
    for step in STEPS:
        made.add_pipe(f"baoshu_{step}", config={"patterns": str(tmp_path)})
    assert figures(made, "储备干草30垛。") == ["30垛"]


# ---- the tokenizer


def test_the_tokenizer_gives_the_text_back(jieba: Language) -> None:
    """Every character, white space too, is in a token."""
    for text in (REPORT, TORN, "", "  a b\r\n\u3000c\t", "长" * 5000, "x" * 5000):
        assert jieba.make_doc(text).text == text


def test_the_tokenizer_cuts_words(jieba: Language) -> None:
    """Words as jieba has them; a number is one token."""
    assert [token.text for token in jieba("发放救助金26.2万元")] == ["发放", "救助金", "26.2", "万元"]


def test_the_tokenizer_does_not_change_the_records(jieba: Language) -> None:
    """No figure's edge depends on words."""
    assert jieba(REPORT)._.extraction == extract(REPORT)


# ---- jieba and rjieba

DIGEST = """
import hashlib, json, pathlib, sys, warnings
warnings.simplefilter("ignore")
from extractor import extract
from extractor.segment import cut, engine
out = {}
for path in sorted(pathlib.Path(sys.argv[1]).glob("*.txt")):
    text = path.read_text(encoding="utf-8")
    lines = [record.model_dump_json() for record in extract(text, path.name).records]
    lines += [json.dumps(cut(line)) for line in text.splitlines()]
    out[path.name] = hashlib.sha256("\\n".join(lines).encode()).hexdigest()
loaded = [name for name in ("jieba", "rjieba") if name in sys.modules]
print(json.dumps({"engine": engine(), "loaded": loaded, "records": out}))
"""


def _digests(segmenter: str, tmp_path: Path) -> dict[str, object]:
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-c", DIGEST, str(ROOT / "corpus")],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BAOSHU_SEGMENTER": segmenter, "TMPDIR": str(tmp_path)},
        timeout=60,
        check=True,
    )
    assert done.stderr == b""
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.skipif(util.find_spec("rjieba") is None, reason="the extra [fast] is not installed")
def test_jieba_and_rjieba_give_the_same(tmp_path: Path) -> None:
    """The same words and the same records over the corpus; neither loads the other, or leaves a cache behind."""
    slow, fast = _digests("jieba", tmp_path), _digests("rjieba", tmp_path)
    assert (slow["engine"], slow["loaded"]) == ("jieba", ["jieba"])
    assert (fast["engine"], fast["loaded"]) == ("rjieba", ["rjieba"])
    assert slow["records"] == fast["records"]
    assert list(tmp_path.iterdir()) == []


def test_a_planted_cache_is_not_read(tmp_path: Path) -> None:
    """The cache of jieba in the shared temporary folder can be anybody's: it is neither read nor written."""
    import marshal

    planted = marshal.dumps(({"发": 1}, 1))
    (tmp_path / "jieba.cache").write_bytes(planted)
    program = "from extractor.segment import cut; print(ascii(cut('发放救助金')))"
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "ignore", "-c", program],
        capture_output=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "BAOSHU_SEGMENTER": "jieba", "TMPDIR": str(tmp_path)},
        timeout=60,
        check=True,
    )
    assert done.stdout.decode().strip() == ascii(("发放", "救助金"))
    assert (tmp_path / "jieba.cache").read_bytes() == planted


def test_the_report_is_identified(nlp: Language) -> None:
    """The extraction says which text it is of."""
    extraction = nlp(REPORT)._.extraction
    assert isinstance(extraction, Extraction)
    assert extraction.report.sha256 == hashlib.sha256(REPORT.encode()).hexdigest()
    assert extraction.report.characters == len(REPORT)
