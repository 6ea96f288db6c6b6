"""The Records workspace: what is owed, who did not come, who did what, is it all there."""
