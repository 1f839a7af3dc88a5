"""What filling vacant posts would move on the leaders' board."""

from governance.boards.moves import Act, mover


@mover("post_fill")
def fill_posts(held):
    """Vacant posts of leads are filled."""
    missing = held.bottom - held.top
    return Act(f"补 {missing} 个片组邻长", "posts_vacant", top=missing) if missing > 0 else None
