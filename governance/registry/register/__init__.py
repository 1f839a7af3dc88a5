"""What the page of a place shows, gathered in a fixed number of queries whatever the size of the place."""
