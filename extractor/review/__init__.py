"""What people say of figures, reviewers and submitters, and how it changes the records.

corrections.py is the file of corrections beside a run's output; request.py checks one as it is asked for; overlay.py lays them on
the records, filled.py what submitters filled in. replay.py takes corrections of another run in; learn.py makes lines for the packs of them.
"""
