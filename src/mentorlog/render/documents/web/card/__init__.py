"""A certificate as a card to send, 1200 x 630: as an SVG alone, and as a web page."""
