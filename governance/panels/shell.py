"""The entries of the menu that belong to everybody's day."""

from governance.boards import column
from governance.kernel.panels import entry

entry("工作", "我的待办", "inbox", "/", shows=lambda user: True, order=10, phone="待办", count="waiting")
entry("工作", "消息提醒", "bell", "/inbox/", shows=lambda user: True, order=11, phone="消息", count="unread")
entry("督导", "领导驾驶舱", "speedometer2", "/dashboard/", permission="governance.board", order=70, phone="驾驶舱")
column("overdue_n", "逾期", order=80)
