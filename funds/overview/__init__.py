"""The page of one fund, where its book, gifts, grants and rules meet."""
