"""Working hours: the times at which a provider works, in its own zone."""
