"""What the body of a step may say beside its own writing."""


class Work:
    """What the body of a step can set in addition to its own writing; bodies that need it take a keyword `work`."""

    def __init__(self):
        self.target = None
        self.followers = []

    def to(self, state):
        """The state that the row enters, for a step whose table names none."""
        self.target = state

    def after(self, follower):
        """Call follower(saved row) once the row has its key: child rows, files.  It may return further event data."""
        self.followers.append(follower)
