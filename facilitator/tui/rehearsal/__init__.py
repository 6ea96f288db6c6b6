"""Rehearsing on the real screen: what the room says, and a debrief at the end."""
