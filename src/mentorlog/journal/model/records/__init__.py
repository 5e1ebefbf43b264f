"""One file a noun: the record, its rules, its changes of state. None imports another."""
