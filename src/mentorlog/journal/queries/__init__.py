"""What is read from the journal across records."""
