"""``python -m szsubsidy``."""

from szsubsidy.cli.main import entry

if __name__ == "__main__":
    entry()
