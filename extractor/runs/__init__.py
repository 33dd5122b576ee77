"""A run over files by the thousand.

run.py is the run itself, done as options.py says; inputs.py tells what it has to read: all of it, where version.py has changed.
supervise.py gives work to the workers: child.py is one as its parent has it, worker.py what it does, wire.py how they talk.
journal.py keeps what became of each input, in the file of journal_file.py.
"""
