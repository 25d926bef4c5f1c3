"""Soundness: named rules that the relationships of a network should keep."""
