"""What one does: one function a user action, over an open :class:`~app.services.workspace.Workspace`."""
