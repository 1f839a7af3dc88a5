"""The paper that a demo row carries where a fact entered late would need one: marked as a demonstration."""

import io
from functools import lru_cache

from PIL import Image, ImageDraw

from governance.kernel.papers import files
from governance.kernel.papers.uploads import Checked

from .attachments import EVIDENCE

CAPTION = "演示材料（补录的纸质材料，证明人：演示社区专干）"


@lru_cache(maxsize=1)
def picture():
    """A sheet with some lines, drawn once and kept with every row."""
    image = Image.new("RGB", (360, 500), (250, 248, 240))
    draw = ImageDraw.Draw(image)
    for line in range(12):
        draw.rectangle((40, 60 + line * 34, 320 - line % 3 * 50, 66 + line * 34), fill=(120, 120, 120))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=60)
    return Checked("演示材料.jpg", "image/jpeg", target.getvalue())


def attach_marked_paper(row, actor=None):
    """Keep the marked paper with a saved row whose days were entered after they had passed."""
    return files.attach(row, picture(), kind=EVIDENCE, actor=actor, caption=CAPTION)
