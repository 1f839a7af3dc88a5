"""The list page: filtered, sorted, paged, exported."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.safestring import mark_safe

from governance.kernel.models import built
from governance.kernel.models.addresses import new_address
from governance.kernel.papers.sheets import SHEETS
from governance.kernel.steps.errors import BusinessError

from . import bulk, listings
from .repeats import answer_once
from .saved import Views
from .tabs import BY_STATE, Tab, chosen_tab, count_rows, count_words
from .views import RowPage, is_fragment


def kept_of(request, *names):
    """[(name, value)] of parameters that a form of the list carries on."""
    return [(name, value) for name in names for value in request.GET.getlist(name) if value]


# ------------------------------------------------------------ lists
class ListPage(RowPage):
    """A filtered, sorted, paged list with its Excel export.

    create -- the workflow whose first step makes a new row: the button above the list
    tab_tables -- {key of a tab: its own table}
    tabs   -- (key, label, rows, counts) each, as a Tab: everybody's views, before one's own; the first one opens
    lifted_by -- names of the filters that lift the first tab, see tabs.chosen_tab
    sheets -- kinds of the sheets by which the register goes round, for those who may change it (papers/sheets.py)
    bulk   -- names of steps of `workflow` that can be taken on several rows (bulk.py)
    """

    filterset = table = None
    template = "generic/list.html"
    create = None
    tabs = ()
    lifted_by = BY_STATE
    tab_tables = {}
    subtitle = ""
    exportable = True
    sheets = ()
    workflow, bulk = None, ()

    def get(self, request):
        if request.GET.get("export") == "xlsx" and self.exportable:
            return listings.export_list(self)
        if selection := bulk.selection_of(self, request.GET):
            return selection.show_question()
        table, filters, views = self.filtered_table(), self.filters, Views(request)
        for sentence in () if is_fragment(request) else [*table.misread, *self.unknown_tab()]:
            messages.warning(request, sentence)
        table.picks = self.exportable or bool(self.bulk)
        query = bulk.list_query(request)
        return self.show(
            self.template,
            "generic/_table.html",
            table=table,
            filters=filters,
            filters_drawn=self.drawn_filters(),
            chips=filters.chips(request),
            tabs=self.all_tabs(views),
            views=views,
            swapped=is_fragment(request),
            pick_steps=bulk.offered_steps(self),
            list_query=query,
            columns_drawn=table.drawn_columns([(name, value) for name, value in query if name != "col"]),
            export_url=table.url(export="xlsx", cursor=None),
            **self.more_context(),
        )

    def post(self, request):
        """A step on the chosen rows, or a view kept or removed."""
        if "_view" in request.POST:
            return self.change_views(Views(request))
        if selection := bulk.selection_of(self, request.POST):
            return selection.take()
        if not self.bulk:  # here nothing is done to rows
            return self.http_method_not_allowed(request)
        messages.warning(request, "没有可以办理的记录，请先在列表中选择")
        return redirect(request.get_full_path())

    def change_views(self, views):
        chosen = self.request.POST["_view"]

        def change():
            if chosen != "keep":
                views.drop(chosen)
                return self.request.path, redirect(self.request.path)
            view = views.keep(self.request.POST.get("name", ""))
            messages.success(self.request, f"已保存为常用视图“{view.name}”")
            return view.url, redirect(view.url)

        try:
            return answer_once(self.request, change)
        except BusinessError as refusal:
            messages.error(self.request, refusal.message)
            return redirect(self.request.get_full_path())

    def all_tabs(self, views):
        """Everybody's tabs, none of them current while one of the person's own is."""
        tabs = self.tab_links()
        if views.rows and not tabs:
            tabs = [(self.tab.label if self.tab else "全部", self.request.path, None, not views.query)]
        return [(label, url, count, active and views.current is None) for label, url, count, active in tabs]

    @cached_property
    def filters(self):
        return self.filterset(self.request.GET, queryset=SimpleLazyObject(self.rows_in_tab), request=self.request)

    def rows_in_tab(self):
        return self.in_tab(self.rows())

    def filtered_table(self):
        """The table of the rows that pass the filters; of those chosen in it, where some are."""
        table = self.tab_tables.get(self.tab.key if self.tab else self.request.GET.get("tab", ""), self.table)
        if self.filters.is_valid():
            found = table(self.filtered_rows, self.request, model=self.listed_model, key=self.key)
        else:
            found = table(self.filters.queryset.none(), self.request)
        found.empty_filtered = self.filters.refusal or found.empty_filtered
        return found

    @property
    def listed_model(self):
        return self.filterset._meta.model or self.rows().model

    def filtered_rows(self):
        """The rows that pass the filters; those chosen of them, where some are."""
        rows, chosen = self.filters.qs, bulk.picks(self.request.GET)
        return rows.filter(pk__in=chosen) if chosen else rows

    @cached_property
    def key(self):
        """Everything from which the list's queries are made (`built.rows`): the page, who asks, what is asked."""
        if not self.keeps_queries:
            return None
        query = tuple((name, *values) for name, values in self.request.GET.lists() if name not in ("cursor", "export"))
        return type(self), self.request.path, built.standing(self.request.user), query

    def about(self):
        """What an export says of itself: [(what, value)]."""
        words = self.request.GET.get("q", "").strip()
        chosen = [self.tab.label] if self.tab else []
        filters = [chip for chip, _ in self.filters.chips(self.request)] + ([f"关键词 {words}"] if words else [])
        if chosen_rows := bulk.picks(self.request.GET):
            filters.append(f"所选 {len(chosen_rows)} 条")
        scope = "、".join(dict.fromkeys(area for _, _, area, *_ in self.request.user.posts))
        return [
            ("列表", " · ".join([self.title, *chosen])),
            ("筛选条件", "；".join(filters) or "无"),
            ("数据范围", scope or "本人"),
        ]

    def drawn_filters(self):
        """The form above the list; of a list that is swapped only what follows from its address.

        That is the choice of areas, and what the form carries on: the order, the columns.
        """
        kept_parameters = tuple(kept_of(self.request, "tab", "sort", "page_size", "col"))
        if not is_fragment(self.request):
            return self.filters.drawn({"path": self.request.path, "kept_parameters": kept_parameters})
        carried = self.filters.drawn_kept_parameters(kept_parameters)
        return mark_safe(carried + (self.filters.drawn_areas() if self.filters.narrows_areas else ""))

    def more_context(self):
        return {}

    @cached_property
    def all_views(self):
        """Everybody's views of the list."""
        return [Tab(*one) for one in self.tabs]

    @cached_property
    def tab(self):
        """The Tab that shows, or None."""
        return chosen_tab(self.all_views, self.request.GET, self.lifted_by)

    def in_tab(self, rows):
        return self.tab.of(rows, self.request.user) if self.tab else rows

    def unknown_tab(self):
        """A sentence about a tab that this list does not have, where the address names one."""
        wanted = self.request.GET.get("tab", "")
        if not wanted or wanted in {*(tab.key for tab in self.all_views), *self.tab_tables}:
            return []
        return [f"链接中的页签在这个列表里没有，现在显示“{self.tab.label if self.tab else '全部'}”"]

    @cached_property
    def tab_counts(self):
        """{key: number of rows of the tab, at most tabs.MANY}, in one query."""
        user = self.request.user
        counted = [tab for tab in self.all_views if tab.is_counted]
        key = (type(self), self.request.path, built.standing(user)) if self.keeps_queries else None
        return count_rows(user, {tab.key: partial(self.rows_of, tab) for tab in counted}, key)

    def rows_of(self, tab):
        return tab.of(self.rows(), self.request.user)

    def count_of(self, key):
        """The number of rows of a tab in words; None where the tab says none."""
        return count_words(self.tab_counts[key]) if key in self.tab_counts else None

    def tab_links(self):
        """[(label, address, count, whether it shows)]; a list of one tab has nothing to choose."""
        if len(self.all_views) < 2:
            return []
        addresses = [self.request.path, *(f"?tab={tab.key}" for tab in self.all_views[1:])]
        return [
            (tab.label, address, self.count_of(tab.key), tab == self.tab)
            for tab, address in zip(self.all_views, addresses, strict=True)
        ]

    def may_create(self):
        return self.create is not None and self.request.user.has(self.create.first.permission)

    @property
    def new_url(self):
        """The address of the form for a new row, for users who may make one; "" for others."""
        return new_address(self.model) if self.may_create() else ""

    @property
    def sheet_links(self):
        """[(words, address)] of the import pages of the register, for users who may change what it holds."""
        mine = [SHEETS[kind] for kind in self.sheets if self.request.user.has(SHEETS[kind].permission)]
        return [("表格导入" if len(mine) == 1 else f"{sheet.title}表格", reverse(sheet.page)) for sheet in mine]

    @property
    def new_label(self):
        return self.create.first.label if self.create else ""
