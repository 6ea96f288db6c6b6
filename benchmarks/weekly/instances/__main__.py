"""Write cases as files: `python -m benchmarks.weekly.instances DIR --sizes m --kinds tight --seeds 101,102`.

Each becomes `<kind>-<size>-<seed>.toml`, with `next-week` also `<...>.last.toml`, the timetable of the week
before. Without DIR the few small ones that stand in this folder are written anew.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.weekly.cases import KINDS, REPORTED, cases
from benchmarks.weekly.generate import tight
from benchmarks.weekly.planting import roomy
from scheduler.clinic import Clinic
from scheduler.files import write_clinic, write_timetable

HERE = Path(__file__).parent


def shipped() -> dict[str, Clinic]:
    """File name -> clinic."""
    return {
        "tight-s-1.toml": tight("s", 1),
        "tight-m-1.toml": tight("m", 1),
        "roomy-s-1.toml": roomy("s", 1)[0],
        "roomy-m-1.toml": roomy("m", 1)[0],
    }


def main(arguments: list[str] | None = None) -> None:
    """Write what is asked for, and say what was written."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.weekly.instances")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--sizes", type=lambda text: text.split(","), default=list(KINDS))
    parser.add_argument("--kinds", type=lambda text: text.split(","), default=["tight", "roomy", "next-week"])
    parser.add_argument("--seeds", type=lambda text: [int(s) for s in text.split(",")], default=REPORTED)
    args = parser.parse_args(arguments)
    for size in args.sizes:
        if size not in KINDS:
            parser.error(f"there is no size '{size}'; there are {', '.join(KINDS)}")
    if args.folder is None:
        for name, clinic in shipped().items():
            write_clinic(HERE / name, clinic)
        return
    args.folder.mkdir(parents=True, exist_ok=True)
    for case in cases(args.sizes, args.kinds, list(args.seeds)):
        clinic, previous = case.make()
        path = args.folder / f"{case}.toml"
        write_clinic(path, clinic)
        if previous is not None:
            write_timetable(path.with_suffix(".last.toml"), previous)
        print(path)


if __name__ == "__main__":
    main()
