"""A person's chart beside the groups: contacts, measures, the plan, tasks, and how long it is kept."""
