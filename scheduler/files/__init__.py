"""Clinics and timetables as TOML, both ways.

clinic, problems = load_clinic(path)              # None with at least one error, else the clinic
timetable, problems = load_timetable(path, clinic)
write_timetable(path, timetable)                  # whole or not at all
"""

from scheduler.files.clinic_file import load_clinic
from scheduler.files.timetable_file import load_timetable, read_timetable
from scheduler.files.writing import dump_clinic, dump_timetable, write_clinic, write_timetable

__all__ = [
    "dump_clinic",
    "dump_timetable",
    "load_clinic",
    "load_timetable",
    "read_timetable",
    "write_clinic",
    "write_timetable",
]
