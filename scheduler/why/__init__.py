"""Why something is not met, why a wish cannot be, and the cheapest change that would help.

`around` cuts a small clinic out of the whole one, `question` asks the solver about it, `causes` are what may
be eased there, `reasons` puts a smallest set of causes into a sentence, `fixes` finds the cheapest change,
`wishes` answers "why not", `conflicts` names pins that cannot hold.
"""
