"""How rows are shown: generic pages, lists, panels, the frame around them."""
