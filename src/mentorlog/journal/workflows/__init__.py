"""Rules that touch several records: agreements, debriefs, the end of a mentorship."""
