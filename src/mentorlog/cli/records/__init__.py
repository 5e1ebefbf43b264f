"""Any record, whatever its noun: show, edit, find, take back."""
