"""The names of places inside a compound, shared by the concepts of projects."""


def place_name(area):
    """荷馨苑 1栋 2单元: the name of a place from its compound down; needs `compound` and `parent` joined."""
    above = [area.compound, area.parent] if area.compound_id else []
    return place_words(*(place.name for place in above if place is not None and place.depth >= 3), area.name)


def place_words(*names):
    """荷馨苑 1栋 2单元 of the names from the compound down; one that is named twice, or not at all, stands once."""
    return " ".join(dict.fromkeys(filter(None, names)))
