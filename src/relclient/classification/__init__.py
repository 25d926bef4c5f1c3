"""Classification: what kind of customer a party is, and why."""
