"""The page that shows developers the parts of pages, each with its markup beside it."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404
from django.template.loader import render_to_string

from governance.kernel.clock import clock
from governance.kernel.pages.panels import Line
from governance.kernel.pages.views import Page

EXAMPLES = settings.BASE_DIR / "templates/parts/examples"


def example(path):
    """One part: its name, what it is for, its markup, and what that prints."""
    words, _, source = path.read_text(encoding="utf-8").partition("\n")
    context = {
        "bar": [(45, "ok"), (20, "no")],
        "day": clock.today() + timedelta(2),
        "amounts": [12528, None],
        "rows": [Line("更换楼道感应灯", subs=("3 栋 1 单元",), end="12,528.00 元")],
    }
    return {
        "name": path.stem,
        "words": words.strip("{#} "),
        "source": source.strip(),
        "html": render_to_string(f"parts/examples/{path.name}", context),
    }


class Parts(Page):
    """Every part of templates/parts/examples, for every user with a post."""

    title = "页面部件"

    def get(self, request):
        if not request.user.posts:
            raise Http404
        return self.show("parts/index.html", examples=[example(path) for path in sorted(EXAMPLES.glob("*.html"))])
