"""The page 期限与问询: everything that is due."""
