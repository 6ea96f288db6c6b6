"""Patients: the census, one person's page, admitting, changing, discharging."""
