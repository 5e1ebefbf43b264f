"""What is encrypted with age: exports and copies for a recipient, and what machines hand to each other."""
