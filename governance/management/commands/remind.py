"""manage.py remind: one pass of the clock now, without worker and beat; safe to repeat."""

from django.core.management.base import BaseCommand

from governance.kernel.clock import ladders, messages
from governance.kernel.steps import events
from governance.kernel.upkeep import jobs, outside


class Command(BaseCommand):
    help = "Take the steps whose day has come, deliver pending events, climb the ladders, send mail and messages."

    def handle(self, **options):
        moved = events.clock_steps()
        delivered = events.deliver_events()
        notices = ladders.remind()
        done = jobs.run_jobs()
        mails = messages.send_mail()
        sent = outside.send_outside()
        self.stdout.write(
            f"到期自动办理 {moved} 项，处理事件 {delivered} 件，发出提醒 {notices} 条，"
            f"完成任务 {done} 个，发送邮件 {mails} 封、外部消息 {sent} 条。"
        )
