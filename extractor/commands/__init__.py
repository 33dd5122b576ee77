"""What each command of `baoshu` does; their options stand in cli/."""
