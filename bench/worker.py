"""One contender in a process of its own: reads one JSON request a line, writes one JSON answer a line.

    {"paths": […], "joined": 4}                     the texts: each report by itself, or all as one text, four times over
    {"paths": […], "shape": "digits", "size": 4096} the text: made to be slow
    {"seconds": 0.5, "forget": true}                time passes over the texts for about that long

Standard library only: JioNLP's worker runs in another virtual environment. CPU time is measured, not time on the clock,
so other work on the machine disturbs less.
"""

from __future__ import annotations

import contextlib
import functools
import gc
import json
import logging
import os
import resource
import sys
import time
from collections.abc import Callable
from typing import Any, Final, TextIO

import shapes

Call = Callable[[str], int]

MEBIBYTE: Final = 2**20 if sys.platform == "darwin" else 2**10  # getrusage counts bytes there, KiB elsewhere
_FEWEST, _MOST = 1, 200  # passes in one round
_ADDRESSES: Final = 4 * 2**30  # bytes; a contender that wants more is stopped before it takes the machine with it


def _baoshu(*, written: bool) -> Call:
    from extractor import extract

    def call(text: str) -> int:
        found = extract(text)
        if written:
            found.model_dump_json()
        return len(found.records)

    return call


def _jionlp() -> Call:
    import jionlp

    logging.disable(logging.CRITICAL)  # it logs a traceback for each phrase that it fails to parse
    money, moment = jionlp.ner.extract_money, jionlp.ner.extract_time
    return lambda text: len(money(text)) + len(moment(text))


_CONTENDERS: Final[dict[str, Callable[[], Call]]] = {
    "baoshu": functools.partial(_baoshu, written=True),
    "records": functools.partial(_baoshu, written=False),
    "jionlp": _jionlp,
}


def _forget() -> list[str]:
    """Empty the extractor's caches of words, so that no pass profits from the one before; the packs stay loaded.

    A cache with a bound holds what was read in texts, one without a bound what was read in packs.
    """
    emptied = []
    for name in sorted(sys.modules):
        if not name.startswith("extractor."):
            continue
        for label, value in vars(sys.modules[name]).items():
            parameters = getattr(value, "cache_parameters", None)
            if parameters and parameters()["maxsize"] is not None and value.__module__ == name:
                value.cache_clear()
                emptied.append(f"{name}.{label}")
    return emptied


def _texts(request: dict[str, Any]) -> list[str]:
    reports = [shapes.read(path) for path in request["paths"]]
    if "shape" in request:
        return [shapes.make(request["shape"], request["size"], reports)]
    return ["\n".join(reports) * request["joined"]] if "joined" in request else reports


def _time(call: Call, texts: list[str], seconds: float, *, forget: bool) -> dict[str, Any]:
    passes: list[float] = []
    found = 0
    while len(passes) < _FEWEST or (sum(passes) < seconds and len(passes) < _MOST):
        if forget:
            _forget()
        gc.collect()
        start = time.process_time()
        found = sum(map(call, texts))
        passes.append(time.process_time() - start)
    return {"passes": passes, "found": found, "memory": _memory()}


def _memory() -> float:
    """Give the peak of this process's resident memory so far, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEBIBYTE


def _serve(contender: str, answers: TextIO) -> None:
    call = _CONTENDERS[contender]()
    texts: list[str] = []
    for line in sys.stdin:
        request = json.loads(line)
        if "paths" in request:
            texts = _texts(request)
            answer: dict[str, Any] = {
                "characters": sum(map(len, texts)),
                "bytes": sum(len(t.encode()) for t in texts),
                "forgets": _forget(),
            }
        else:
            answer = _time(call, texts, request["seconds"], forget=request["forget"])
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


def main() -> None:
    """Serve the contender named on the command line; its own output goes nowhere."""
    resource.setrlimit(resource.RLIMIT_AS, (_ADDRESSES, _ADDRESSES))
    sys.path.insert(0, str(shapes.ROOT))
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(sys.argv[1], answers)


if __name__ == "__main__":
    main()
