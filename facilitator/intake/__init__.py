"""Before somebody is in care: where they would fit, who waits, and what a payer covers.

Pure: a clinic, its timetable and facts of the record go in, values and sentences come out.
"""
