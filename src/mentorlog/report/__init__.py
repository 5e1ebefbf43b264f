"""Growth: what a period shows, gathered once and drawn in several ways."""
