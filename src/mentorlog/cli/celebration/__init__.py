"""What was reached is celebrated: a state, a win, and a certificate on the screen or as a card."""
