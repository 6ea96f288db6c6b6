"""The close of a week: who falls under hours and what could still mend it, caseloads, what packs object to.

    report = week_report(clinic, timetable, rules, now=datetime(2026, 11, 25, 12))

`makeups` finds sessions that somebody could still join with nobody moved, `report` puts a week together,
`saying` writes it as text, JSON or CSV.
"""
