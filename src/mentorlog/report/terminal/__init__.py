"""The report as a terminal has it: what is seen at a glance, and below forty-five lines."""
