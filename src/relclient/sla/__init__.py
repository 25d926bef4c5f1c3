"""Service levels: the priority of a request and the clocks of what its agreement promises."""
