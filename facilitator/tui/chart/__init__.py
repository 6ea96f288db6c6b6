"""What is written into a person's chart: contacts, measures, goals, tasks."""
