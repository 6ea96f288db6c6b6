"""`python -m facilitator` is the command `openchair`."""

from facilitator.cli import main

raise SystemExit(main())
