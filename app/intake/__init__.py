"""What comes in: files → tables → mapped and checked rows → a preview of changes.

Pure towards the rest of the house: it reads the file that it is given and nothing else; it knows
neither the database nor the vault, and it changes nothing.
"""
