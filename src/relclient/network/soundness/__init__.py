"""Soundness: named rules that the relationships of a network should keep, and the check that applies them."""
