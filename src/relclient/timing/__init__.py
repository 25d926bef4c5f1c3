"""When: dates and hours, with no customers in them."""
