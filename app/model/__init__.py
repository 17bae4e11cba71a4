"""What the firm has: mapped classes, vocabularies and value types. No Qt, no I/O."""
