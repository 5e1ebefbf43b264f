"""One file a noun: the record, its rules, its queries. They never import one another."""
