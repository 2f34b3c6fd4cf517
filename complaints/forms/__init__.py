"""What citizens type, checked. One module per room."""
