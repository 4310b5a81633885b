"""What ``programmes check`` finds, and the file that ``programmes new`` writes."""
