"""A small module that breaks no rule, and one more session for it."""

WORDS = " ".join(f"word{i}" for i in range(200))

SOUND = f'''\
format = 1
id = "base"
title = "Base"
kind = "skills"
authors = ["A. B."]
license = "CC-BY-4.0"
entry = "any-session"
group_size = {{ min = 3, ideal = 8, max = 12 }}

[[sessions]]
id = "one"
title = "One"
minutes = 60
objectives = ["Name one thing"]
teaches = ["first"]

  [[sessions.agenda]]
  label = "In"
  kind = "check-in"
  minutes = 12
  per_person_minutes = 1
  content = "{WORDS} one."

  [[sessions.agenda]]
  label = "Work"
  kind = "activity"
  minutes = 40

  [[sessions.agenda]]
  label = "Out"
  kind = "check-out"
  minutes = 8

  [[sessions.handouts]]
  title = "Page"
  body = "The sun is up. We go out. It is warm. You can sit in the sun with me and have a cup of tea."

[[sessions]]
id = "two"
title = "Two"
minutes = 20
objectives = ["Write a list"]
teaches = ["second"]
requires = ["first"]
agenda = [
  {{ label = "In", kind = "check-in", minutes = 10, content = "{WORDS} two." }},
  {{ label = "Out", kind = "check-out", minutes = 10 }},
]
'''

THIRD = """
[[sessions]]
id = "three"
title = "Three"
minutes = 20
objectives = ["Draw a map"]
teaches = ["third"]
requires = ["second"]
agenda = [
  { label = "In", kind = "check-in", minutes = 10, content = '''%s''' },
  { label = "Out", kind = "check-out", minutes = 10 },
]
""" % " ".join(f"other{i}" for i in range(200))  # noqa: UP031  (braces are TOML here)
