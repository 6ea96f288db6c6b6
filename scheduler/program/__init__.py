"""The week as an integer program: what could be placed, the decisions, the objectives, the engine."""
