"""Saved views: a list's present filters and columns under a name of one's own, as a tab; nobody else sees them."""

from urllib.parse import urlencode

from governance.kernel.models.pages import SavedView
from governance.kernel.models.prepared import Prepared
from governance.kernel.steps import cleaning
from governance.kernel.steps.errors import Invalid

from .bulk import list_query

MOST = 10  # of one list
LONGEST = 1000
NOT_KEPT = ("page_size", "col")  # the columns are kept apart


views_of = Prepared(lambda account, path: SavedView.objects.filter(user_id=account, path=path).order_by("pk"))


def canonical(request):
    """The parameters that make this list what it is, in a fixed order."""
    return urlencode(sorted((name, value) for name, value in list_query(request) if name not in NOT_KEPT))


class Views:
    """The views a person keeps of one list, and whether the present filters are among them."""

    def __init__(self, request):
        self.request, self.query = request, canonical(request)
        self.columns = ",".join(dict.fromkeys(request.GET.getlist("col")))
        self.rows = views_of(request.user.pk, request.path)

    @property
    def current(self):
        present = self.query, self.columns
        return next((view for view in self.rows if (view.query, view.columns) == present), None)

    @property
    def can_keep(self):
        """Whether the present filters may be given a name."""
        return not self.why_not

    @property
    def why_not(self):
        """Nothing is set beyond the tab, it has a name already, or there is no room; "" when it can be kept."""
        is_narrowed = self.query and not (self.query.startswith("tab=") and "&" not in self.query)
        if not is_narrowed and not self.columns:
            return "请先设置筛选条件或选择列，再保存为视图"
        if self.current:
            return f"当前筛选已保存为“{self.current.name}”"
        if len(self.rows) >= MOST:
            return f"一个列表最多保存 {MOST} 个视图，请先移除不用的"
        most = SavedView._meta.get_field("columns").max_length
        return "筛选条件太长，不能保存为视图" if len(self.query) > LONGEST or len(self.columns) > most else ""

    def keep(self, name):
        """Keep the present filters under a name and return the view; it replaces one of that name.  Raises Invalid."""
        name = cleaning.seen(" ".join(name.split()))
        if "\0" in name:
            raise Invalid("视图名称中有看不见的空字符，请删除后重新填写")
        if not name:
            raise Invalid("请填写视图名称，例如“月塘待办”")
        if len(name) > SavedView._meta.get_field("name").max_length:
            raise Invalid("视图名称最多 20 个字，请缩短")
        if not self.can_keep:
            raise Invalid(self.why_not)
        view, _ = SavedView.objects.update_or_create(
            user=self.request.user,
            path=self.request.path,
            name=name,
            defaults={"query": self.query, "columns": self.columns},
        )
        return view

    def drop(self, pk):
        """Remove one of these views.  Returns whether it was there."""
        return any(view.delete() for view in self.rows if str(view.pk) == pk)
