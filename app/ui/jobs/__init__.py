"""The only place in the window that runs work: off the GUI thread, with progress, undo, errors."""

from app.ui.jobs.runner import Job, Jobs

__all__ = ["Job", "Jobs"]
