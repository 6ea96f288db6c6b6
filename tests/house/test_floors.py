"""Each floor loads only what it needs: measured in a fresh interpreter, because imports are global."""

import subprocess
import sys

import pytest

HEAVY = ("ortools", "textual", "sqlalchemy", "sqlcipher3", "numpy")


def loaded(code: str) -> set[str]:
    """Which heavy packages `code` loads in an interpreter of its own."""
    probe = f"import sys\n{code}\nprint(*[m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    return set(done.stdout.split("\n")[-2].split())


@pytest.mark.parametrize(
    "code",
    [
        "import curricula",
        "import curricula.module, curricula.reading, curricula.checks",
        "import scheduler",
        "import scheduler.files, scheduler.validate, scheduler.score",
        "import facilitator.live.session, facilitator.notes.note, facilitator.people",
        "import facilitator.cli",
        "import facilitator.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: print()",
        "import facilitator.cli as c\nc.main(['curricula', 'list'])",
    ],
)
def test_nothing_heavy_is_loaded(code: str) -> None:
    assert loaded(code) == set()


def test_the_probe_sees_a_heavy_import() -> None:
    assert "sqlalchemy" in loaded("import sqlalchemy")


def test_the_solver_brings_no_screen_and_no_database() -> None:
    assert loaded("import scheduler.solve") <= {"ortools", "numpy"}
