"""The benchmarks are part of the checkout, not of the installed package: look for them there, last."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[2]))
