"""Python source in, facts out: the only home of its syntax trees."""
