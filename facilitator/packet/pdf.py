"""A packet as PDF, by a fixed Typst template that gets the words as data: they are never code.

It runs in a process of its own, in an empty folder, and is stopped when it takes too long.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from importlib.resources import files
from importlib.util import find_spec

from attrs import asdict

from facilitator.packet.page import Page
from facilitator.records.errors import RecordError

LONGEST = 60.0
"""Seconds that one packet may take."""
_RUN = """
import json, sys, typst
given = json.load(sys.stdin)
pdf = typst.compile(given["template"].encode(), root=given["root"], sys_inputs={"page": given["page"]},
                    pdf_standards=["ua-1"], font_paths=[], ignore_system_fonts=True)
sys.stdout.buffer.write(pdf)
"""


class NoPdf(RecordError):
    """The part that writes PDF is not here, or did not work."""


def pdf(page: Page) -> bytes:
    """Raises NoPdf."""
    if find_spec("typst") is None:
        raise NoPdf("Writing PDF needs one more part: pip install 'openchair[pdf]'. Or take --format html.")
    template = files("facilitator.packet").joinpath("packet.typ").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as root:  # 0700, and nothing in it to read
        given = json.dumps({"template": template, "root": root, "page": json.dumps(asdict(page))})
        try:
            run = subprocess.run(
                [sys.executable, "-I", "-c", _RUN], input=given.encode(), capture_output=True,
                timeout=LONGEST, check=False, cwd=root,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise NoPdf("Writing the PDF took too long and was stopped; take --format html.") from None
    if run.returncode or not run.stdout.startswith(b"%PDF"):
        raise NoPdf("Writing the PDF did not work; take --format html.")
    return run.stdout
