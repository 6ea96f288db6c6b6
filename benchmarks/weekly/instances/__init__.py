"""Small generated clinics, kept as files: anybody can solve them without this repository."""
