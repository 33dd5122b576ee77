"""Fuzz one target, or all in turn, each for so many seconds of processor time: python tests/fuzz/run.py [TARGET|all [SECONDS]].

Coverage of our own code guides it (atheris). Findings do not stop it: each is kept once by its place in the code, in
.cache/fuzz/findings, and told at the end; exit 1 if there are any. What was learnt is in .cache/fuzz/TARGET for the next time.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
CACHE = ROOT / ".cache" / "fuzz"
SLOW = 5.0  # seconds of processor time for one input
LARGEST = 100_000  # bytes


class Findings:
    """What went wrong, by its place, with one input for each."""

    def __init__(self, name: str, seconds: float) -> None:
        self.name, self.seconds = name, seconds
        self.places: Counter[str] = Counter()
        self.runs = 0
        self.begun = time.process_time()

    def note(self, place: str, data: bytes, said: str) -> None:
        """Keep the first input of a place."""
        if place not in self.places:
            folder = CACHE / "findings"
            folder.mkdir(parents=True, exist_ok=True)
            kept = folder / f"{self.name}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
            kept.write_bytes(data)
            print(f"\n== {self.name}: {place}\n{kept}\n{said}", flush=True)
        self.places[place] += 1

    def end_if_due(self) -> None:
        """Tell, and end, when the time is used."""
        spent = time.process_time() - self.begun
        if spent >= self.seconds:
            self.end(spent)

    def end(self, spent: float) -> NoReturn:
        """The last line."""
        print(
            f"\n{self.name}: {self.runs} inputs in {spent:.0f} s, {len(self.places)} findings {dict(self.places)}",
            flush=True,
        )
        os._exit(bool(self.places))


def fuzz(name: str, seconds: float) -> None:
    """One target; ends the process."""
    import atheris

    sys.path[:0] = [str(ROOT), str(HERE.parent)]
    with atheris.instrument_imports(include=["extractor"], enable_loader_override=False):
        from targets import TARGETS

        target, seeds, mutator = TARGETS[name]
        for seed in seeds():
            target(seed)
    findings, chance = Findings(name, seconds), random.Random(0)
    corpus = CACHE / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(seeds()):
        (corpus / f"seed-{number}").write_bytes(seed)

    def one(data: bytes) -> None:
        findings.runs += 1
        begun = time.process_time()
        try:
            target(data)
        except BaseException as error:  # noqa: BLE001 - whatever it is
            own = [
                frame
                for frame in traceback.extract_tb(error.__traceback__)
                if "extractor" in frame.filename or "targets" in frame.filename
            ]
            place = (
                f"{type(error).__name__} at {Path(own[-1].filename).name}:{own[-1].lineno}" if own else repr(error)[:80]
            )
            if isinstance(error, AssertionError):  # one line asserts what can go wrong in several ways
                place += f" {str(error).rpartition(': ')[2][:40]}"
            findings.note(place, data, "".join(traceback.format_exception(error))[-1500:])
        if time.process_time() - begun > SLOW:
            findings.note(f"slow: {len(data) // 1000} KB", data, f"{time.process_time() - begun:.1f} s")
        findings.end_if_due()

    def mutated(data: bytes, longest: int, seed: int) -> bytes:
        chance.seed(seed)
        made = mutator(data, longest, chance) if mutator and seed % 10 else None
        return bytes(made[:longest]) if made is not None else bytes(atheris.Mutate(data, longest))

    arguments = [
        sys.argv[0],
        f"-max_len={LARGEST}",
        "-timeout=60",
        "-rss_limit_mb=1500",
        "-print_final_stats=0",
        str(corpus),
    ]
    arguments += [f"-artifact_prefix={CACHE}/{name}-crash-", "-verbosity=0"]
    more: dict[str, Any] = {"custom_mutator": mutated} if mutator else {}
    atheris.Setup(arguments, one, **more)
    atheris.Fuzz()


def main() -> None:
    """Run from the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "all"
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 600
    if name != "all":
        fuzz(name, seconds)
    sys.path[:0] = [str(ROOT), str(HERE.parent)]
    from targets import TARGETS

    codes = [subprocess.run([sys.executable, str(HERE), one, str(seconds)], check=False).returncode for one in TARGETS]
    raise SystemExit(any(codes))


if __name__ == "__main__":
    main()
