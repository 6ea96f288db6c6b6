"""One group session, without screen or store: what happened (`session`), who was in the room for how long
(`attendance`), how the steps keep their time (`agenda`), and how a session begins (`opening`)."""
