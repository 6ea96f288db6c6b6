"""How good a week could be at best: proofs beside the search."""
