"""What came of a simulation, with how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import fmean, stdev

from attrs import frozen

T95 = (12.71, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145,
       2.131, 2.120, 2.110, 2.101, 2.093, 2.086, 2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048,
       2.045, 2.042)  # fmt: skip
"""Half of the 95 % interval in standard errors, for 1 to 30 degrees of freedom (Student's t)."""


@frozen
class Stay:
    """One person who left: the share of their required topics they had, and the most any choice allowed."""

    coverage: float
    most: float
    individual: int = 0  # individual sessions that filled a gap


@frozen
class Figures:
    """Fractions of 1. The interval is of the mean over seeds: people of one seed share their sessions."""

    policy: str
    coverage: float
    low: float
    high: float
    complete: float
    discharges: int
    bound: float
    individual_per_stay: float
    room_sessions_a_week: float

    @classmethod
    def of(cls, policy: str, seeds: Sequence[Sequence[Stay]], room_sessions_a_week: float) -> Figures:
        """From the stays of each seed. Raises ValueError when nobody left."""
        stays = [stay for seed in seeds for stay in seed]
        if not stays:
            raise ValueError("nobody is discharged in this time", "simulate more weeks")
        means = [fmean(stay.coverage for stay in seed) for seed in seeds if seed]
        mean = fmean(stay.coverage for stay in stays)
        half = half_width(means if len(means) > 1 else [stay.coverage for stay in stays])
        return cls(
            policy,
            mean,
            max(0.0, mean - half),
            min(1.0, mean + half),
            fmean(stay.coverage > 1 - 1e-9 for stay in stays),
            len(stays),
            fmean(stay.most for stay in stays),
            fmean(stay.individual for stay in stays),
            room_sessions_a_week,
        )


def half_width(values: Sequence[float]) -> float:
    """Half of the 95 % interval of the mean of `values`; with a single one nothing is sure: 1."""
    if len(values) < 2:
        return 1.0
    freedom = len(values) - 1
    return (T95[freedom - 1] if freedom <= len(T95) else 1.96) * stdev(values) / sqrt(len(values))
