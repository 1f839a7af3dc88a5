"""axe-core in an open page: what would keep people out."""

from functools import cache
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "node_modules/axe-core/axe.min.js"
COLOURS = ["color-contrast"]
RUN = """async rules => {
    const options = rules ? {runOnly: {type: "rule", values: rules}} : {};
    const found = await axe.run(document, {...options, resultTypes: ["violations"]});
    return found.violations.map(one => ({
        id: one.id, impact: one.impact, help: one.help,
        places: one.nodes.map(node => node.target.join(" ") + "  " + node.failureSummary.split("\\n").pop().trim()),
    }));
}"""


@cache
def script():
    return SCRIPT.read_text(encoding="utf-8")


def findings(page, rules=None):
    """Serious and critical findings as sentences; the script comes by the debugger, not through the page's policy."""
    if page.evaluate("() => !window.axe"):
        page.evaluate(script())
    return [
        f"{one['impact']} {one['id']}: {one['help']}\n      " + "\n      ".join(one["places"][:4])
        for one in page.evaluate(RUN, rules)
        if one["impact"] in ("serious", "critical")
    ]


def dress(page, theme, size):
    """The open page in another theme and width, as the person's own choice would make it."""
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.evaluate("theme => document.documentElement.setAttribute('data-bs-theme', theme)", theme)
    page.evaluate("theme => document.documentElement.setAttribute('data-theme', theme)", theme)


def overhang(page):
    """How many pixels the page is wider than the window, and what sticks out."""
    return page.evaluate(
        """() => {
            const width = document.documentElement.clientWidth;
            const wide = document.documentElement.scrollWidth - width;
            if (wide <= 0) return "";
            const parts = [...document.querySelectorAll("main *")];
            const out = parts.filter(one => one.getBoundingClientRect().right > width + 1);
            return wide + "px: " + out.slice(0, 4).map(one => one.tagName + "." + one.className).join(", ");
        }"""
    )
