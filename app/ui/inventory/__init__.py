"""备案台账: filings, algorithms, products and organisations, each a table with its details."""
