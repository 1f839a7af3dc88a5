"""The columns that the bare pages read, of tables that belong to the portal."""

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models


class Account(AbstractBaseUser):
    username = models.CharField(max_length=40, unique=True)

    USERNAME_FIELD = "username"
    last_login = None  # the portal has no such column

    class Meta:
        managed, db_table = False, "governance_user"


class Session(AbstractBaseSession):
    """A row of the portal's sessions; the portal does not know its key, so it opens nothing there."""

    user_id = models.BigIntegerField(null=True)
    mark = models.CharField(max_length=64, blank=True)
    address = models.CharField(max_length=45, blank=True)
    device = models.CharField(max_length=60, blank=True)
    began_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        managed, db_table = False, "governance_session"

    @classmethod
    def get_session_store_class(cls):
        from bench.floor.sessions import SessionStore

        return SessionStore


class Place(models.Model):
    name = models.CharField(max_length=100)

    class Meta:
        managed, db_table = False, "governance_area"


class Case(models.Model):
    number = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    status = models.CharField(max_length=30)
    accepted_on = models.DateField(null=True)
    area = models.ForeignKey(Place, models.DO_NOTHING)

    class Meta:
        managed, db_table = False, "disputes_mediationcase"
