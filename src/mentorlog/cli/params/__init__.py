"""What commands' parameters share."""
