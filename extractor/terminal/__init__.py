"""What the terminal shows, drawn by rich. Text of reports is shown as it is, never as markup."""
