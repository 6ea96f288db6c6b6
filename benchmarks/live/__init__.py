"""How quick and how lasting the live session is."""
