"""A passphrase, and what checking it costs in tests."""

from facilitator.records.slots import Cost

CHEAP = Cost(time=1, memory=8, lanes=1)
PASSPHRASE = "harbour lamp quiet seven"
