"""Today: the groups of the day, who to think of before they start, and what is owed."""
