"""A week that is running: what happened stays, the rest is disturbed as little as can be."""
