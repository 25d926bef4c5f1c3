"""Impact: who may be affected when a provider fails."""
