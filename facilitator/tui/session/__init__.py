"""The live session: the screen that faces the room, the private view, and wrap-up."""
