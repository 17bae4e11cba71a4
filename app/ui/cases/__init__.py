"""注销办理: the list of cases, and a case as a page with its eight steps."""
