"""Places: the tree of areas, compounds, names."""
