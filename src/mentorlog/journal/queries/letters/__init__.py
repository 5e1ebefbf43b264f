"""What letters say and what was agreed to by them, as questions to the journal."""
