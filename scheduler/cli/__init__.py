"""`openchair schedule ...`: options in, data and sentences out."""
