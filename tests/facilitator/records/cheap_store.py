"""A passphrase, and what checking it costs in tests."""

from pathlib import Path

import pytest

from facilitator.records.slots import Cost

CHEAP = Cost(time=1, memory=8, lanes=1)
PASSPHRASE = "harbour lamp quiet seven"

ON_BOTH = pytest.mark.parametrize("clinic", ["file", "server"], indirect=True)
"""For a test of what a record does wherever it is kept."""
ON_SERVER = pytest.mark.parametrize("clinic", ["server"], indirect=True)


def name_server(folder: Path, address: str) -> None:
    """A clinic whose file says where its record is."""
    folder.mkdir(exist_ok=True)
    (folder / "clinic.toml").write_text(
        'format = 1\nname = "Riverside IOP"\ntimezone = "UTC"\nopen = ["mon-fri 08:00-20:00"]\n'
        f'record = "{address}"\n'
    )
