"""From values to what people and programs read: the one place that shapes output."""
