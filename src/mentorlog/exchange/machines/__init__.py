"""Several machines, one journal: what they hand to one another through a folder, and how it is read and written."""
