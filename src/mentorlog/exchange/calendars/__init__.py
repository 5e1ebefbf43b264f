"""Calendars (RFC 5545): what goes out, and events that may become sessions."""
