"""What one sees: the window, its pages and their widgets. Calls services, shows what they return."""
