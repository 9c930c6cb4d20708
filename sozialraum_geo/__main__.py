"""Entry point of ``python -m sozialraum_geo``."""

import sys

from sozialraum_geo.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
