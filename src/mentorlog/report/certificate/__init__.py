"""The certificate of a goal that was reached, or of a win: on a screen, or as a card to send."""
