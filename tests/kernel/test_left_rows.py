"""What an import says of the rows that it did not write: why, and which."""

from governance.kernel.models.imports import Outcome
from governance.kernel.papers.imports import done_words


def test_rows_left_are_told_apart():
    left = {Outcome.SAME: [2, 3], Outcome.REFUSED: [9, 7], Outcome.ASKED: [8], Outcome.NEW: [5]}
    assert done_words(4, 3, 1, left) == (
        "已导入 4 行：新增 3 行，更新 1 行；另有 2 行没有变化，2 行读不出（第 7、9 行），1 行待认定（第 8 行），"
        "1 行没有选中（第 5 行）"
    )
    assert done_words(4, 3, 1, {}) == "已导入 4 行：新增 3 行，更新 1 行"
    many = {Outcome.REFUSED: list(range(2, 40))}
    assert "38 行读不出（第 2、3、4、5、6、7、8、9、10、11等 行）" in done_words(0, 0, 0, many)
