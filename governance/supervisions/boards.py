"""What is late, as a column of the leaders' board."""

from governance.boards.board import column

column("overdue_n", "逾期", order=80)
