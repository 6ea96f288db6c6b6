"""PDF from a fixed Typst template and data, in a process of its own that can read nothing.

    documents(template, [{"sheet": "{...}"}, ...])      # one tagged PDF (PDF/UA-1) for each set of inputs

The words of a document reach the template as inputs, never as Typst source. The process has an empty folder
as its root, no packages, no fonts but those inside Typst, and a time after which it is ended. Typst comes
with the extra `pdf` and is loaded only there.
"""

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

SECONDS = 60.0
"""How long all documents of one call may take together."""
INSTALL = "pip install 'openchair[pdf]'"


class CannotTypeset(Exception):
    """No PDF came out; the sentence says why and what to do."""


def documents(
    template: str, inputs: Sequence[Mapping[str, str]], seconds: float = SECONDS
) -> tuple[bytes, ...]:
    """One PDF for each set of inputs. Raises CannotTypeset: no extra, a failure, or more than `seconds`."""
    if not available():
        raise CannotTypeset(f"PDF needs the extra `pdf`: {INSTALL}")
    with TemporaryDirectory(prefix="openchair-pdf-") as folder:  # readable by its owner alone
        _run(Path(folder), json.dumps([template, *map(dict, inputs)]), seconds)
        return tuple(Path(folder, f"{number}.pdf").read_bytes() for number in range(len(inputs)))


def available() -> bool:
    """True when the extra `pdf` is installed; loads nothing."""
    return find_spec("typst") is not None


def _run(folder: Path, asked: str, seconds: float) -> None:
    command = [sys.executable, "-P", "-m", "curricula.typesetting", str(folder)]
    try:
        done = subprocess.run(
            command, input=asked, capture_output=True, encoding="utf-8", timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise CannotTypeset(f"the PDF was not ready after {seconds:g} seconds, and was given up") from None
    if done.returncode:
        last = done.stderr.strip().split("\n")[-1]
        raise CannotTypeset(f"the PDF could not be made: {last or 'the typesetter ended early'}")


def _typeset(folder: Path, asked: str) -> None:
    """What the process of its own does: `0.pdf`, `1.pdf` ... in `folder`."""
    import typst

    template, *inputs = json.loads(asked)
    root = folder / "empty"
    root.mkdir(mode=0o700)
    for number, given in enumerate(inputs):
        made = typst.compile(
            template.encode(),
            root=str(root),
            ignore_system_fonts=True,
            font_paths=[],
            package_path=str(root),
            package_cache_path=str(root),
            sys_inputs=given,
            format="pdf",
            pdf_standards=["ua-1"],
        )
        (folder / f"{number}.pdf").write_bytes(made)


if __name__ == "__main__":
    try:
        _typeset(Path(sys.argv[1]), sys.stdin.buffer.read().decode("utf-8"))
    except Exception as error:
        sys.exit(" ".join(str(error).split()))
