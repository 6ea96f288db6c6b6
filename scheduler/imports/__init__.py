"""In from people: lists of patients, a timetable that exists already, availability on a form.

`sheets` reads CSV and workbooks and says everything that is odd about them; `patients`, `last_week` and
`availability` know what the rows mean. Each gives a preview: what was understood of every row, and every
problem with its line and column. Nothing is written before somebody has seen it.
"""
