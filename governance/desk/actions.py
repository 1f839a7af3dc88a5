"""Messages are marked as read; the kernel's reminders write them."""

from governance.kernel.clock import clock
from governance.kernel.models.notices import Notice


def mark_read(notice):
    """The recipient has opened the message."""
    if notice.read_at is None:
        Notice.objects.filter(pk=notice.pk, read_at=None).update(read_at=clock.now())


def mark_chosen_read(user, keys):
    """Some of one's own messages count as read.  Returns how many were not yet."""
    return Notice.objects.visible_to(user).unread().filter(pk__in=keys).update(read_at=clock.now())


def mark_all_read(user):
    """Everything in the inbox counts as read.  Returns how many messages that were."""
    return Notice.objects.visible_to(user).unread().update(read_at=clock.now())
