"""What exists: values that say who, for whom and when, and decide nothing."""
