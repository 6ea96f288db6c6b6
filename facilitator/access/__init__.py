"""Who may do what, and whose pages they see. Pure: facts and values in, answers out."""
