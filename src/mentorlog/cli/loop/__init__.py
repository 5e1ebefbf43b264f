"""The loop: what is typed around every talk with the mentor."""
