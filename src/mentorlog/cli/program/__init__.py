"""The program itself: its settings, its help, its completion."""
