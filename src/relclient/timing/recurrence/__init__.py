"""Recurrence: days that come once, or again and again."""
