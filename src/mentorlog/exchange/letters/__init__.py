"""Letters to a mentor: the replies to them."""
