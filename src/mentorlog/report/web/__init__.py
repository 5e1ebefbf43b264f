"""What a report looks like on the web: one screen, and one sheet of paper."""
