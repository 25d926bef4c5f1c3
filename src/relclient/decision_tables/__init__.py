"""Decision tables: rules as rows, proven complete when they are made."""
