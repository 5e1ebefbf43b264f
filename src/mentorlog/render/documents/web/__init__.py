"""A document as one self-contained web page."""
