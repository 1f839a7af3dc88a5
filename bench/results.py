"""bench/RESULTS.md: each measurement has a part under a heading of its own and leaves the others as they are."""

import re

from portal.provide import ROOT

PLACE = ROOT / "bench" / "RESULTS.md"


def replace_part(heading, lines):
    """Put these lines under a heading ("# Measured", "## Killed"), in place of what stood there."""
    parts = {part.partition("\n")[0]: part.strip() for part in re.split(r"(?m)^(?=##? )", PLACE.read_text()) if part}
    parts[heading] = "\n".join([heading, "", *lines]).strip()
    PLACE.write_text("\n\n".join(parts.values()) + "\n")
