"""The return loop: what a report leaves open goes back to its submitter, and what comes back is merged into the run."""
