"""Coverage by ways of choosing topics, in simulated groups, and how long planning takes."""
