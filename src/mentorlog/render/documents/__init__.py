"""Documents to share, and the formats that they are drawn in."""
