"""Who is in which group, when, where and with whom: clinics in, weekly timetables out."""
