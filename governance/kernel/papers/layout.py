"""How a printed paper is laid out in Word: pages, fonts, tables, rules and footers.

Fonts are named and not embedded: Word takes its own where one is missing.
Source: domain.md §3, common page style.
"""

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from .characters import UNPRINTABLE

SONG, FANG, HEI, KAI, TITLE = "宋体", "仿宋_GB2312", "黑体", "楷体_GB2312", "方正小标宋简体"
ER, SAN, SI, XIAO_SI, WU, XIAO_WU = 22, 16, 14, 12, 10.5, 9  # 二号 三号 四号 小四 五号 小五, in points
MANY_COLUMNS = 5  # tables with more of them are set one size smaller
LINE = Pt(28.95)  # 22 lines on the 225 mm between the margins
GRID = {"type": "lines", "linePitch": "579"}
CLOSER = "-5"  # twentieths of a point between characters, so that 28 of size three fill a line
WIDTH = Mm(156)
ROW_HEIGHT = Mm(9)
RED = RGBColor(0xC0, 0x00, 0x00)
# Word wants the parts of a format in its own order: those that come after the ones set here
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:highlight", "w:u", "w:vertAlign", "w:lang")
AFTER_SNAP = ("w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:textAlignment", "w:outlineLvl", "w:rPr")
CENTER, RIGHT, LEFT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.LEFT
ALIGN = {None: None, "center": CENTER, "right": RIGHT, "left": LEFT}


def lay_page(section, *, grid):
    """A4 with the margins of official papers; 22 lines a page with `grid`."""
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(22)
    if grid:
        found = section._sectPr.find(qn("w:docGrid"))
        if found is None:
            found = OxmlElement("w:docGrid")
            section._sectPr.append(found)
        for name, value in GRID.items():
            found.set(qn(f"w:{name}"), value)


def name_font(font, name):
    """Set a font for Chinese and Latin characters alike."""
    font.name = name
    fonts = font._element.rPr.rFonts if font._element.rPr is not None else font._element.get_or_add_rPr().rFonts
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), name)


def sign_footer(document, note_below):
    """Page number outside (— 1 —), and small below it what the paper is, who printed it and when."""
    document.settings.odd_and_even_pages_header_footer = True
    for section in document.sections:
        for footer, align in ((section.footer, RIGHT), (section.even_page_footer, LEFT)):
            footer.is_linked_to_previous = False
            place = footer.paragraphs[0]
            place.alignment = align
            footer_run(place, "— ", SI)
            page_field(footer_run(place, "", SI))
            footer_run(place, " —", SI)
            note = footer.add_paragraph()
            note.alignment = CENTER
            footer_run(note, note_below, XIAO_WU)


def footer_run(place, text, size):
    run = place.add_run(UNPRINTABLE.sub("", text))
    run.font.size = Pt(size)
    name_font(run.font, SONG)
    return run


def page_field(run):
    """The number of the page, counted by Word."""
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = text
        run._r.append(part)


def repeat_head(row):
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)


def keep_with_next(row):
    """Keep a row of a table on the page of the row below it: a head is never the last of a page, a sum never alone."""
    for cell in row.cells:
        for place in cell.paragraphs:
            place.paragraph_format.keep_with_next = True


def narrow_margins(table):
    """One millimetre left and right in every cell, so that many columns still hold their words."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        edge = OxmlElement(f"w:{side}")
        edge.set(qn("w:w"), str(Mm(1).twips))
        edge.set(qn("w:type"), "dxa")
        margins.append(edge)
    table._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def join_empty_cells(cells, values):
    """Join the empty cells behind a word to it: 合计 spans the columns that have no sum."""
    first = None
    for cell, value in zip(cells, values, strict=True):
        if str(value):
            first = cell if not any(char.isdigit() for char in str(value)) else None
        elif first is not None:
            first = first.merge(cell)
            for empty in first.paragraphs[1:]:
                empty._p.getparent().remove(empty._p)


def set_widths(table, widths):
    """Give the columns their shares of the text's width; rows stay whole at the end of a page."""
    shares = [int(WIDTH * share / sum(widths)) for share in widths]
    for column, width in zip(table.columns, shares, strict=True):
        column.width = width
    for row in table.rows:
        row.height = ROW_HEIGHT
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        at = 0
        for cell in row._tr.tc_lst:
            cell.width = sum(shares[at : at + cell.grid_span])
            at += cell.grid_span
        for cell in row.cells:
            cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER


def leave_grid(place):
    """Let a paragraph of a table be as high as its text."""
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    place._p.get_or_add_pPr().insert_element_before(snap, *AFTER_SNAP)


def rule(place, colour):
    """A line below a paragraph."""
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "6"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    place._p.get_or_add_pPr().insert_element_before(borders, "w:shd", "w:tabs", "w:snapToGrid", *AFTER_SNAP)
