"""The chain of the record: blocks that vouch for rows which are only ever added, and what still waits for one."""

from django.db import models

from governance.kernel.clock import clock


class ChainBlock(models.Model):
    """One batch of rows, or a break that says why the chain does not follow (a restore).

    Append-only, as the rows it vouches for.  `content` is canonical JSON (see
    upkeep/chain.py), `digest` its keyed hash; the content names the digest before.
    """

    number = models.BigIntegerField(primary_key=True)
    content = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "governance"


class Signed(models.Model):
    """A note of a row, with who wrote it: see upkeep/writers.py.

    The trigger `signs_note` fills role and session (process and beginning), its transaction, and `nonce`
    and `mac`, which show that the session is the portal's, whatever a statement names.

    was, becomes -- digests of the row's content before and after the write; "" where there is no row
    """

    table = models.CharField(max_length=63)
    row = models.CharField(max_length=80)
    writer = models.CharField(max_length=63)
    process = models.CharField(max_length=40)
    nonce = models.CharField(max_length=40)
    mac = models.CharField(max_length=64)
    xact = models.BigIntegerField()
    was = models.CharField(max_length=32)
    becomes = models.CharField(max_length=32)

    class Meta:
        abstract = True


class ChainPending(Signed):
    """A row of the record that is in no block yet.

    A trigger writes it in the very transaction of the row, so that no row is
    left out, however late its transaction ends and whatever its number is.
    """

    row = models.BigIntegerField()
    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"


class ChainNote(Signed):
    """A row of a living table that was written or removed and waits for a block: see upkeep/living.py.

    A trigger writes it in the transaction of the change; the database puts in when that began.
    """

    noted_at = models.DateTimeField(default=clock.now)

    class Meta:
        app_label = "governance"


class GuardRecord(models.Model):
    """What the migrations made to guard the tables, signed: see upkeep/guards.py."""

    made_at = models.DateTimeField(default=clock.now)
    key = models.CharField(max_length=8)
    content = models.TextField()
    digest = models.CharField(max_length=64)

    class Meta:
        app_label = "governance"
