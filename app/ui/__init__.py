"""What one sees: the window, its pages and widgets. Calls services, shows what they return."""
