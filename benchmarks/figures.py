"""What a benchmark measured: figures, each beside its baseline and target, and the machine it ran on."""

from __future__ import annotations

import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from attrs import field, frozen


@frozen
class Figure:
    """One measurement; `target` is the most it may be (None: only reported), `baseline` from this run."""

    name: str
    value: float | None
    unit: str
    baseline: float | None = None
    target: float | None = None

    @property
    def kept(self) -> bool:
        """Whether the target is met; without a target always, without a value never."""
        return self.target is None or (self.value is not None and self.value <= self.target)


def this_machine() -> str:
    """Processor, cores, system, Python and ortools, in a line."""
    try:
        solver = f", ortools {version('ortools')}"
    except PackageNotFoundError:
        solver = ""
    python = ".".join(map(str, sys.version_info[:3]))
    cores = f"{os.cpu_count()} cores"
    return f"{_processor()}, {cores}, {platform.system()}, Python {python}{solver}"


def _processor() -> str:
    known = Path("/proc/cpuinfo")
    if known.exists():
        for line in known.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


@frozen
class Report:
    """All figures of one benchmark; `notes` are sentences and `rows` whatever else was measured."""

    name: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    machine: str = field(factory=this_machine)

    @property
    def kept(self) -> bool:
        return all(figure.kept for figure in self.figures)

    def as_json(self) -> dict[str, Any]:
        figures = [
            {
                "name": f.name,
                "value": f.value,
                "unit": f.unit,
                "baseline": f.baseline,
                "target": f.target,
                "kept": f.kept,
            }
            for f in self.figures
        ]
        return {
            "benchmark": self.name,
            "machine": self.machine,
            "kept": self.kept,
            "figures": figures,
            "notes": [*self.notes, *crowded()],
            "rows": list(self.rows),
        }

    def as_text(self) -> str:
        lines = [f"{self.name} on {self.machine}", ""]
        for f in self.figures:
            parts = [f"{f.name:46} {_number(f.value)} {f.unit}"]
            if f.baseline is not None:
                parts.append(f"baseline {_number(f.baseline)}")
            if f.target is not None:
                parts.append(f"target {_number(f.target)}" + ("" if f.kept else "  MISSED"))
            lines.append("   ".join(parts))
        return "\n".join([*lines, "", *self.notes, *crowded()]).rstrip()


def crowded() -> list[str]:
    """A warning when others keep the machine busy; where the system says."""
    if not hasattr(os, "getloadavg"):
        return []
    load, cores = os.getloadavg()[0], os.cpu_count() or 1
    busy = f"the machine was busy with other work (load {load:.1f} on {cores} cores): times are too long"
    return [busy] if load > 1.5 * cores else []


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:,.3f}".rstrip("0").rstrip(".")
