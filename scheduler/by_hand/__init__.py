"""A week as a patient person makes it: no solver, valid, at once."""
