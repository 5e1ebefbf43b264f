"""The file: made, copied, checked, brought in and out."""
