"""The words are jieba's own, though its dictionary is read by a loop of ours."""

import re
import warnings
from pathlib import Path

from extractor import segment

CORPUS = Path(__file__).parent.parent / "corpus"


def test_words_are_those_of_jieba() -> None:
    """Over every run of Han characters in the corpus, our loop and `jieba.lcut(…, HMM=False)` cut alike."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import jieba
    peer = jieba.Tokenizer()
    peer.FREQ, peer.total = peer.gen_pfdict(peer.get_dict_file())
    peer.initialized = True  # or it would write its shared cache file
    ours = segment._cutter("jieba")  # noqa: SLF001
    texts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt")))
    runs = set(re.findall(r"[\u4e00-\u9fff]{2,200}", texts))
    assert len(runs) > 1000
    assert {run: ours(run) for run in runs} == {run: peer.lcut(run, HMM=False) for run in runs}
