"""Several machines that write one journal: what each did, and what comes of it."""
