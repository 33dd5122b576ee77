"""`kill -9` of the review server at random moments: no confirmed correction is lost. python tests/kill_review.py [ROUNDS [SEED]].

The suite does three rounds (test_web_review_page.py); this does a hundred. Exit 1 if one is lost.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlencode

from review_app import free_port, made, started

from extractor.review.corrections import Log, correction_path

FIGURES = 400
TEXT = "".join(f"第{n}次活动惠及困难群众{n + 10}人。\n" for n in range(FIGURES))


class Reviewer:
    """Somebody who corrects one figure after the other, as fast as the server confirms it."""

    def __init__(self, port: int, log: Log) -> None:
        self.port, self.confirmed = port, list[str]()
        self._seen = {(chain[-1].start, chain[-1].end): chain[-1].id for chain in log.chains.values()}

    def work(self, number: int) -> None:
        """Go on until the server is gone."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", "/reviewer")
            answer = connection.getresponse()
            (cookie,) = re.findall(r"baoshu_csrf=[0-9a-f]+", answer.headers["set-cookie"])
            (token,) = re.findall(r'name="csrf-token" content="([0-9a-f]+)"', answer.read().decode())
            headers = {"Cookie": f"{cookie}; baoshu_reviewer=w", "Content-Type": "application/x-www-form-urlencoded"}
            for at, found in enumerate(re.finditer(r"\d+人", TEXT)):
                note = f"{number}.{at}"
                form = {"action": "note", "row": 1, "start": found.start(), "end": found.end(), "note": note}
                form |= {"seen": self._seen.get(found.span(), ""), "csrf_token": token}
                connection.request("POST", "/review/run", urlencode(form), headers)
                answer = connection.getresponse()
                answer.read()
                assert answer.status == 303, answer.status
                self.confirmed.append(note)
        except (ConnectionError, http.client.HTTPException):
            return
        finally:
            connection.close()


def one_round(folder: Path, output: Path, number: int, moment: float) -> int:
    """Kill a server that somebody works at, `moment` seconds after the first confirmation; how many were confirmed."""
    port = free_port()
    process = started(folder / "store", output, port)
    reviewer = Reviewer(port, Log(correction_path(output)))
    thread = threading.Thread(target=reviewer.work, args=(number,))
    thread.start()
    while not reviewer.confirmed and thread.is_alive():
        time.sleep(0.001)
    time.sleep(moment)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    thread.join()
    kept = {one.note for chain in Log(correction_path(output)).chains.values() for one in chain}
    lost = [note for note in reviewer.confirmed if note not in kept]
    assert not lost, f"lost: {lost}"
    assert reviewer.confirmed
    return len(reviewer.confirmed)


def main() -> None:
    """Run from the command line."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    chance = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)  # noqa: S311 - not for secrets
    confirmed = 0
    with tempfile.TemporaryDirectory(prefix="baoshu-kills.") as name:
        folder = Path(name)
        output = made(folder, TEXT)
        for number in range(rounds):
            moment = chance.uniform(0, 1.5)
            confirmed += one_round(folder, output, number, moment)
            print(f"{number + 1:3} killed after {moment:.2f} s: {confirmed} confirmed so far, none lost", flush=True)
        lines = correction_path(output).read_text(encoding="utf-8").splitlines()
        torn = sum(1 for line in lines if not _is_json(line))
    print(
        f"{rounds} kills, {confirmed} corrections confirmed, {len(lines)} on the disk, 0 lost, {torn} torn lines left"
    )


def _is_json(line: str) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()
