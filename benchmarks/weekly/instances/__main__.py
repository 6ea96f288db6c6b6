"""Write the shipped instances anew: `python -m benchmarks.weekly.instances`."""

from __future__ import annotations

from pathlib import Path

from benchmarks.weekly.generate import tight
from benchmarks.weekly.planting import roomy
from scheduler.clinic import Clinic
from scheduler.files import write_clinic

HERE = Path(__file__).parent


def shipped() -> dict[str, Clinic]:
    """File name -> clinic."""
    return {
        "tight-s-1.toml": tight("s", 1),
        "tight-m-1.toml": tight("m", 1),
        "roomy-s-1.toml": roomy("s", 1)[0],
        "roomy-m-1.toml": roomy("m", 1)[0],
    }


if __name__ == "__main__":
    for name, clinic in shipped().items():
        write_clinic(HERE / name, clinic)
