"""The page 总览: what to do today."""
