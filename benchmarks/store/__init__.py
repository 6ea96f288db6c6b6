"""The encrypted record under kill -9, full disks, damage and years of use."""
