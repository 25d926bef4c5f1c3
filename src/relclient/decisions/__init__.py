"""What follows from the whole network: who comes first, and what is not sound."""
