"""Password rules in addition to Django's own (domain.md §7)."""

from django.core.exceptions import ValidationError

KINDS = (str.islower, str.isupper, str.isdigit, lambda char: not char.isalnum())


class ClassesValidator:
    """At least three of the four kinds of characters."""

    needed = 3

    def validate(self, password, user=None):
        if sum(any(kind(char) for char in password) for kind in KINDS) < self.needed:
            raise ValidationError(self.get_help_text(), code="password_too_plain")

    def get_help_text(self):
        return "密码须含大写字母、小写字母、数字、符号中的至少三种"
