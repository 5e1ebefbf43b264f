"""Tables of other programs and of this one: their rows, columns and cells, as records."""
