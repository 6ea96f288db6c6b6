"""A week's timetable as coordinators work on it: drafts and versions, the grid, pins, moves and what differs.

Pure: values of the scheduler and facts of the record go in, values that a screen draws come out.
"""
