"""Every command of docs/api.md is typed as it stands there, against a server."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING

from conftest import REPORT, ROOT
from hostile_zips import zipped
from office_files import docx, p, r
from web_app import HERE, served

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs/api.md").read_text(encoding="utf-8")


def test_the_commands_of_the_page(tmp_path: Path) -> None:
    """One after the other, as a reader types them; what is shown of the answers is what comes."""
    word = docx(p(r("发放救助金26.2万元，惠及109人。")))
    (tmp_path / "报告.docx").write_bytes(word)
    (tmp_path / "补报.docx").write_bytes(word)
    (tmp_path / "上报材料.zip").write_bytes(zipped({"报告.txt": REPORT.encode()}))
    commands = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    lines = [line for block in commands for line in block.splitlines()]
    assert len(lines) >= 12
    answers: dict[str, str] = {}
    with served(tmp_path / "store") as server:
        job = ""
        for line in lines:
            if "/records" in line:  # a reader waits here
                while json.loads(_typed(f"curl -s {server}/v1/jobs/{job}", tmp_path, ""))["state"] in {
                    "waiting",
                    "running",
                }:
                    pass
            answers[line] = _typed(line.replace(HERE, server), tmp_path, job)
            if "/v1/jobs -F" in line:
                job = json.loads(answers[line])["id"]
        assert {path.name for path in tmp_path.glob("*.jsonl")} == {f"{job}.jsonl"}
        assert (tmp_path / f"{job}.xlsx").read_bytes().startswith(b"PK")
        assert json.loads(_typed(f"curl -s {server}/v1/jobs/{job}", tmp_path, ""))["code"] == "no_job"
    shown = re.findall(r"```json\n(.*?)\n```", PAGE, re.DOTALL)
    first, refused = answers[lines[0]], answers[next(line for line in lines if "lang=en" in line)]
    at = 0
    for piece in shown[0].split("…"):
        at = first.index(piece.strip(","), at)
    assert refused == shown[1]
    for line in lines[1:3]:
        assert [one["text"] for one in json.loads(answers[line])["records"]] == ["26.2万元", "109人"]
    assert json.loads(answers[lines[2]])["text"] == "发放救助金26.2万元，惠及109人。\n"


def _typed(line: str, folder: Path, job: str) -> str:
    """Type a line into a shell; what it prints comes back."""
    done = subprocess.run(  # noqa: S602 - the page's own commands are what is tested
        line,
        shell=True,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "JOB": job, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        timeout=60,
        check=True,
    )
    return done.stdout.decode()
