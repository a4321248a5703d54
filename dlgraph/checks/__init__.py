"""What can be wrong with a glossary: a table of codes, each with the function that looks for it."""
