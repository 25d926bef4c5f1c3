"""Looking after customers: how a relationship is going."""
