"""What screens are made of: the frame, bars, sparklines, the painted week."""
