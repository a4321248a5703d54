"""What a glossary may be missing, guessed and never written by itself: links, parents, duplicates, aliases."""
