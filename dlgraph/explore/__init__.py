"""A full-screen browser of a glossary in the terminal."""
