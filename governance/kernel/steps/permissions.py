"""What somebody may do, declared by the concept that asks for it.

    REVIEW = permission("projects.review", "审核微项目", held_by=("street_admin",))

Roles and their labels are the app's (`governance.roles`); which role holds
what is read from these declarations, and `manage.py permissions` prints it.
"""

from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

PERMISSIONS = {}  # name -> Permission, of all concepts


@dataclass(frozen=True)
class Permission:
    """name -- "app.ability"; words -- what it allows, for people; held_by -- roles that hold it.

    by_unit -- whether a row that names a unit lets those who speak for it act, wherever the row is (`grants`)
    """

    name: str
    words: str
    held_by: tuple
    by_unit: bool = False


def permission(name, words, *, held_by, by_unit=False):
    """Declare a permission and return its name.

    held_by -- names of roles; an empty one declares a permission that nobody holds, which `check` refuses
    by_unit -- see `Permission`

    Raises ImproperlyConfigured when two concepts declare the same one differently.
    """
    declared = Permission(name, words, tuple(held_by), by_unit)
    known = PERMISSIONS.setdefault(name, declared)
    if known != declared:
        raise ImproperlyConfigured(f"The permission {name} is declared twice: keep one permission(…) and import it.")
    return name


def held_by(role):
    """The permissions of a role, as a set of names."""
    return {name for name, declared in PERMISSIONS.items() if role in declared.held_by}


def is_by_unit(name):
    """Whether those who speak for a unit may act by this permission outside of their own place."""
    return name in PERMISSIONS and PERMISSIONS[name].by_unit


def roles_with(name):
    """The roles that hold a permission; () for one that nothing declares."""
    declared = PERMISSIONS.get(name)
    return declared.held_by if declared else ()
