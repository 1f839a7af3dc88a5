def make(world):
    pass
