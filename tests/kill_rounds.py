"""`kill -9` at random moments of a run, resume, compare: python tests/kill_rounds.py [ROUNDS [SEED]].

The suite does six rounds (test_run_stopped.py); this does a hundred, over formats and numbers of workers. Exit 1 if one differs.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from conftest import CORPUS
from runs import command, ended, none_left_in

FORMATS = ("jsonl", "csv", "xlsx", "db")


def reports(folder: Path, number: int) -> None:
    """Write reports of the corpus, each a little different, with a few that cannot be read."""
    folder.mkdir()
    texts = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.glob("*.txt"))]
    for n in range(number):
        text = f"第{n}份。惠及{n}人。\n" + texts[n % len(texts)]
        (folder / f"{n:04}.txt").write_bytes(
            b"\xff\xff" if n % 25 == 0 else text.encode("gb18030" if n % 2 else "utf-8")
        )


def wholes(folder: Path) -> dict[str, tuple[bytes, float]]:
    """Give the output of an undisturbed run in each format, and how long it took."""
    found = {}
    for form in FORMATS:
        since = time.monotonic()
        code, said = ended(command(folder, "extract", "in", "-o", f"whole.{form}", "--workers", "2"))
        assert code == 3, said
        found[form] = (folder / f"whole.{form}").read_bytes(), time.monotonic() - since
    return found


def one_round(folder: Path, form: str, workers: int, moments: list[float]) -> bytes:
    """Kill as many runs as there are moments, each after its time; then let one end, and give what it wrote."""
    arguments = ("extract", "in", "-o", f"out.{form}", "--workers", workers)
    for moment in moments:
        process = command(folder, *arguments)
        time.sleep(moment)
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
        assert none_left_in(folder), "workers are left"
    code, said = ended(command(folder, *arguments))
    assert code == 3, said
    left = {path.name for path in folder.iterdir() if not path.name.lstrip(".").startswith("whole")}
    assert left == {"in", f"out.{form}", f".out.{form}.journal"}, left
    return (folder / f"out.{form}").read_bytes()


def main() -> None:
    """Run from the command line."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    folder = Path(tempfile.mkdtemp(prefix="baoshu-kills."))
    reports(folder / "in", 120)
    whole, bad, kills = wholes(folder), 0, 0
    for number in range(rounds):
        form, workers = FORMATS[number % len(FORMATS)], chance.choice((1, 2, 4))
        moments = [chance.uniform(0, whole[form][1]) for _ in range(chance.choice((1, 1, 2, 3)))]
        kills += len(moments)
        same = one_round(folder, form, workers, moments) == whole[form][0]
        bad += not same
        print(
            f"{number + 1:3} {form} {workers} workers, killed at {[round(m, 2) for m in moments]}: {same}", flush=True
        )
        for path in folder.glob(".out*"), folder.glob("out*"):
            for made in path:
                made.unlink()
    shutil.rmtree(folder)
    print(f"{rounds} rounds, {kills} kills, {bad} outputs that differ")
    raise SystemExit(bool(bad))


if __name__ == "__main__":
    main()
