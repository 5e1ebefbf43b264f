"""`mentorlog sync`: several machines, one journal."""
