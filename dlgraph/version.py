"""The version of dlgraph, kept where nothing heavy is imported."""

VERSION = "0.1.0"
