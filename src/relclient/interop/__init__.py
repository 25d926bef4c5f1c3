"""Where networks and answers go: documents, data frames, databases and pictures, each behind an extra."""
