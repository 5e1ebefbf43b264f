"""What may stand where the cursor is, for the shell that asks."""
