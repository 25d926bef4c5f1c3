"""What follows from facts alone: decision tables, and the answers that they give."""
