import sys

from yiwang.assembly.cli import main

if __name__ == "__main__":
    sys.exit(main())
