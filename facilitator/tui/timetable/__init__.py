"""The Timetable workspace: a week's grid, the solver at work, pins, moves and publishing."""
