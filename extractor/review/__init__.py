"""What people say of figures: corrections, kept in a file beside the run's output and laid on its records."""
