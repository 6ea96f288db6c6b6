"""A passphrase, and what checking it costs in tests."""

import pytest

from facilitator.records.slots import Cost

CHEAP = Cost(time=1, memory=8, lanes=1)
PASSPHRASE = "harbour lamp quiet seven"

ON_BOTH = pytest.mark.parametrize("clinic", ["file", "server"], indirect=True)
"""For a test of what a record does wherever it is kept."""
ON_SERVER = pytest.mark.parametrize("clinic", ["server"], indirect=True)
