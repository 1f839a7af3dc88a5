"""What must always be true: each room registers its checks, `manage.py verify` runs them all.

@check("seals")
def seals():
    return [sentence, …]        # what is off, nothing when all is well
"""

from governance.kernel.papers import files

CHECKS = {}


def check(name):
    """Register fn() -> list of sentences under a name that is printed before them."""

    def register(fn):
        CHECKS[name] = fn
        return fn

    return register


def run(names=()):
    """[(name, sentence)] of everything that is off, in the order of registration."""
    return [(name, sentence) for name, fn in CHECKS.items() if not names or name in names for sentence in fn()]


@check("files")
def stored_files():
    """Every attachment has its bytes, unchanged, and no file lies about without a row."""
    return files.orphans(deep=True)
