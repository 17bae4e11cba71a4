"""What one does: one function a user action, over an open workspace."""
