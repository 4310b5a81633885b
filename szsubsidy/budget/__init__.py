"""What a year's budget carries of a scored table."""
