"""``python -m dlgraph`` is the command ``dlgraph``."""

from dlgraph.cli.app import main

if __name__ == "__main__":
    main()
