"""The door: unlock, first set-up, recovery and lock. Opaque; nothing below answers through them."""
