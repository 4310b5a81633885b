"""``python -m szsubsidy``."""

import sys

from szsubsidy.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
