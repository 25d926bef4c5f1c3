"""Ranking: who comes first, by which criteria, and why."""
