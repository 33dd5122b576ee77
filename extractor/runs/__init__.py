"""A run over files by the thousand: its inputs, its workers, its journal. `run.py` is the run itself."""
