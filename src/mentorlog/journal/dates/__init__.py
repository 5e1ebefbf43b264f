"""Days, moments, periods and durations as people write them."""
