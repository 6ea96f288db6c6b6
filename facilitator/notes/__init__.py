"""What is documented after a group: a note a member, its facts, its views, and the guards beside it."""
