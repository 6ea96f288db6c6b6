"""From the tables of one version to those of the next: one file a step, run by `migrating`."""
