"""The app: five workspaces, one live screen, all drawn from the record."""
