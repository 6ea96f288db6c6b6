"""The Curricula workspace: the shelf, a preview as the room will see it, diagnostics as files change."""
