"""The layout of printed papers: official letters (GB/T 9704-2012) and the forms of people's mediation.

A builder receives a `Paper` and writes on it; it never deals with fonts,
margins or numbering.  Signatures and seals are blank places, never drawn.
Code that builds a paper imports this module at that moment: python-docx is heavy.
Source: domain.md §3, common page style.
"""

import io

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from governance.kernel.clock.clock import zh_date
from governance.kernel.clock.serials import chinese

from .characters import on_paper
from .layout import (
    AFTER_SPACING,
    ALIGN,
    CENTER,
    CLOSER,
    ER,
    FANG,
    HEI,
    KAI,
    LEFT,
    LINE,
    MANY_COLUMNS,
    RED,
    RIGHT,
    SAN,
    SI,
    SONG,
    TITLE,
    WIDTH,
    WU,
    XIAO_SI,
    join_empty_cells,
    keep_with_next,
    lay_page,
    leave_grid,
    name_font,
    narrow_margins,
    repeat_head,
    rule,
    set_widths,
)


class Paper:
    """An A4 paper to write on from top to bottom.

    is_form -- the forms of mediation: title in bold Song, body size four, single lines
    """

    def __init__(self, *, is_form=False):
        self.is_form = is_form
        self.document = Document()
        self.size = SI if is_form else SAN
        self.items = {1: 0, 2: 0}
        self.announced = []  # (level, words) of headings below which nothing stands yet
        lay_page(self.document.sections[0], grid=not is_form)
        normal = self.document.styles["Normal"]
        normal.font.size = Pt(self.size)
        name_font(normal.font, FANG)

    # ---- words
    def title(self, text):
        """The paper's title, centred, followed by an empty line."""
        place = self.line(align=CENTER)
        self.run(place, text, SONG if self.is_form else TITLE, ER, bold=self.is_form)
        if not self.is_form:
            self.line()

    def masthead(self, text):
        """The name of the issuing body or kind of paper, large and red, with a red rule below."""
        place = self.line(align=CENTER)
        run = self.run(place, text, TITLE, min(36, WIDTH.pt // max(1, len(text))))
        run.font.color.rgb = RED
        rule(place, "C00000")

    def number(self, text, *, align="center"):
        """The paper's own number, 荷平安函〔2026〕3号."""
        self.run(self.line(align=ALIGN[align]), text, FANG, self.size)

    def heading(self, text, level=1):
        """一、… in Hei for level 1, （一）… in Kai for level 2; counted by the paper.

        It is written with what comes below it, on the same page; with nothing below it is left out.
        """
        self.announced = [(above, words) for above, words in self.announced if above < level] + [(level, text)]

    def part(self, heading, text):
        """A heading with its text; nothing where there is no text."""
        if str(text).strip():
            self.heading(heading)
            self.text(text)

    def write_headings(self):
        """The headings that something now stands below."""
        announced, self.announced = self.announced, []
        for level, text in announced:
            self.items[level] += 1
            if level == 1:
                self.items[2] = 0
            numeral = chinese(self.items[level])
            mark = f"{numeral}、" if level == 1 else f"（{numeral}）"
            place = self.line(indent=True)
            place.paragraph_format.keep_with_next = True
            self.run(place, mark + text, HEI if level == 1 else KAI, self.size)

    def text(self, text, *, indent=True, align=None, bold=False):
        """Body text; each line of the value becomes a paragraph indented by two characters, an empty one none."""
        for part in filter(str.strip, str(text).split("\n")):
            self.run(self.line(indent=indent, align=ALIGN[align]), part, FANG, self.size, bold=bold)

    def addressee(self, text):
        """主送单位, flush left with a colon."""
        self.text(f"{text}：", indent=False)

    def field(self, label, value, *, to_fill=False):
        """“label：value” on a line of its own.

        An empty value leaves a line to write on where the paper is a form or `to_fill` says so, else nothing is said.
        """
        is_empty = value in (None, "")
        if is_empty and not (to_fill or self.is_form):
            return
        place = self.line(indent=not self.is_form)
        self.run(place, f"{label}：", HEI, self.size)
        self.run(place, "＿" * 10 if is_empty else value, FANG, self.size)

    def blank(self, lines=1):
        for _ in range(lines):
            self.new_line()

    # ---- tables
    def table(self, head, rows, *, widths=None, align=None, foot=None):
        """A ruled table whose head repeats on every page.

        widths -- relative widths of the columns
        align  -- {column number: "right" | "center"}
        foot   -- a last row in bold (合计); its words run on over the empty cells behind them
        """
        self.write_headings()
        self.keep_last_line()
        table = self.document.add_table(rows=0, cols=len(head))
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        size = WU if len(head) > MANY_COLUMNS else XIAO_SI
        narrow_margins(table)
        self.row(table, head, HEI, centred=True, size=size)
        repeat_head(table.rows[0])
        for row in rows:
            self.row(table, row, FANG, align=align, size=size)
        if foot:
            keep_with_next(table.rows[-1])
            self.row(table, foot, FANG, align=align, bold=True, size=size)
        keep_with_next(table.rows[0])
        set_widths(table, widths or [1] * len(head))
        if foot:
            join_empty_cells(table.rows[-1].cells, foot)
        self.after_table()

    def facts(self, pairs, *, widths=(1, 2, 1, 2)):
        """A ruled form of labels and values, two pairs on a line; a pair ending in True takes a whole line."""
        self.write_headings()
        self.keep_last_line()
        table = self.document.add_table(rows=0, cols=4)
        table.style, table.alignment, table.autofit = "Table Grid", WD_TABLE_ALIGNMENT.CENTER, False
        waiting = []
        for label, value, *wide in pairs:
            if wide and wide[0]:
                self.fact_row(table, waiting)
                self.fact_row(table, [(label, value)])
                waiting = []
            else:
                waiting.append((label, value))
                if len(waiting) == 2:
                    self.fact_row(table, waiting)
                    waiting = []
        self.fact_row(table, waiting)
        set_widths(table, widths)
        self.after_table()

    def fact_row(self, table, pairs):
        if not pairs:
            return
        cells = table.add_row().cells
        for place, (label, value) in enumerate(pairs):
            self.fill(cells[2 * place], label, HEI, align=CENTER)
            self.fill(cells[2 * place + 1], value, FANG)
        if len(pairs) == 1:
            cells[1].merge(cells[3])

    def row(self, table, values, font, *, centred=False, align=None, bold=False, size=None):
        for place, (cell, value) in enumerate(zip(table.add_row().cells, values, strict=True)):
            wanted = CENTER if centred else ALIGN[(align or {}).get(place, "left")]
            self.fill(cell, value, font, align=wanted, bold=bold, size=size)

    def fill(self, cell, value, font, *, align=LEFT, bold=False, size=None):
        for number, part in enumerate(str(value if value is not None else "").split("\n")):
            place = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
            place.alignment = align
            place.paragraph_format.line_spacing = 1.0
            place.paragraph_format.space_before = place.paragraph_format.space_after = Pt(2)
            leave_grid(place)
            self.run(place, part, font, size or XIAO_SI, bold=bold)

    def after_table(self):
        gap = self.document.add_paragraph()
        gap.paragraph_format.line_spacing = Pt(10)

    # ---- ends
    def signature(self, *labels):
        """Blank lines to sign by hand: 当事人（签名、盖章或按指印）：."""
        for label in labels:
            self.run(self.line(), f"{label}：", FANG, self.size)

    def seal(self, office, on=None):
        """Who issues it, the place for the seal, and the day; blanks for a day to be written by hand."""
        self.write_headings()
        self.keep_last_line()  # no page with nothing but a seal
        self.line().paragraph_format.keep_with_next = True
        self.run(self.line(align=RIGHT), f"{office}（盖章）    ", FANG, self.size)
        self.run(self.line(align=RIGHT), f"{zh_date(on) if on else '    年   月   日'}    ", FANG, self.size)

    def attachments(self, names):
        """附件：… below the text; several are numbered."""
        for number, name in enumerate(names, 1):
            self.text(f"{'附件：' if number == 1 else '　　　'}{f'{number}. ' if len(names) > 1 else ''}{name}")

    def page_break(self):
        self.document.add_page_break()

    # ---- inside
    def line(self, *, indent=False, align=None):
        """A new paragraph, below the headings that wait for it."""
        self.write_headings()
        return self.new_line(indent=indent, align=align)

    def keep_last_line(self):
        """Keep a line that stands directly above on the page of what follows."""
        above = self.document.element.body.xpath("./*[not(self::w:sectPr)][last()][self::w:p]")
        for place in above:
            Paragraph(place, self.document).paragraph_format.keep_with_next = True

    def new_line(self, *, indent=False, align=None):
        place = self.document.add_paragraph()
        shape = place.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        if self.is_form:
            shape.line_spacing = 1.5
        else:
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
        if align is not None:
            place.alignment = align
        if indent:
            shape.first_line_indent = Pt(2 * self.size)
        return place

    def run(self, place, text, font, size, *, bold=False):
        run = place.add_run(on_paper(str(text)))
        run.font.size, run.font.bold = Pt(size), bold
        name_font(run.font, font)
        if size == SAN:
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), CLOSER)
            run.font._element.rPr.insert_element_before(spacing, *AFTER_SPACING)
        return run

    def bytes(self):
        target = io.BytesIO()
        self.document.save(target)
        return target.getvalue()
