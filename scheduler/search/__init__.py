"""Better and better weeks: a first one, then a small part planned anew, again and again."""
