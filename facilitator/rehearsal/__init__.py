"""Rehearsing a group: scripted members on the real screen, in a record that goes away.

A session is nothing but its entries, so a script can play the room (`scenario`), the real screen can run it
(`facilitator.tui.rehearsal`), and what was done can be read off the entries at the end (`debrief`).
"""
