"""`python -m extractor.cli`: the command where it is not installed."""

from extractor.cli import main

main()
