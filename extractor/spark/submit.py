"""The script for spark-submit: `spark-submit … "$(baoshu spark --path)" --in URI --out URI`."""

import sys

from extractor.cli import main

if __name__ == "__main__":
    sys.argv.insert(1, "spark")
    main()
