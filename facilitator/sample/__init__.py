"""The sample clinic: people, eight weeks of history and tonight's groups, made anew for today."""
