"""Several places in one cell of a sheet: 荷馨苑、桂花新村."""

import re

from django.core.exceptions import ValidationError

from .place_names import PlaceNames, full_words

BETWEEN = re.compile(r"[、,，;；\n]+")


def several_for(permission):
    """fn(texts, actor) for a column that names several places, each once, in the order of the tree."""

    def resolve(texts, actor):
        parts = {text: [part for part in BETWEEN.split(text) if part.strip()] for text in texts}
        found = PlaceNames(actor, permission).resolve({part for names in parts.values() for part in names})
        return {text: together([found[part] for part in names]) for text, names in parts.items()}

    return resolve


def together(found):
    """The places of one cell, or the first refusal among them."""
    refusal = next((one for one in found if isinstance(one, ValidationError)), None)
    return refusal or in_order(found)


def in_order(areas):
    """Places as a tuple, so that the same ones in another order are the same."""
    return tuple(sorted(dict.fromkeys(areas), key=lambda area: area.path))


def words_of_several(areas):
    return "、".join(map(full_words, areas))
