"""How long something may take in a test: a figure is measured by `python -m benchmarks`, on a quiet machine.

Here other tests keep both cores busy, and a core shared with a neighbour counts the neighbour's waiting as
our work. A test that holds the figure itself fails by chance; one that allows a few times as much still finds
what it is for, which is work that grows with what it should not grow with.
"""

from __future__ import annotations

BUSY = 4
"""How many times slower than alone a test may find its machine."""


def on_a_busy_machine(seconds: float) -> float:
    """Seconds that a test may allow for what should take at most `seconds` on a quiet machine."""
    return BUSY * seconds
