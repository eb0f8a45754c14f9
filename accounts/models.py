from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

import pgtrigger
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from knox.models import AbstractAuthToken
from knox.settings import CONSTANTS

from accounts.querysets import KeptAnswerQuerySet, UserQuerySet
from core.models import Record, raise_version
from core.questions import Right
from history.marks import marked
from history.tracking import track


class UserManager(BaseUserManager["User"].from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        """Without a password nobody can sign in with one until it is set by an invitation."""
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        found: User = self.get(email__iexact=username)
        return found


SIGN_IN_IS_NO_CHANGE = pgtrigger.Condition("OLD.last_login IS NOT DISTINCT FROM NEW.last_login")


@track(exclude=("password", "last_login"))
@marked(ignoring=("last_login", "password"))
class User(Record, AbstractBaseUser):  # type: ignore[django-manager-missing]  # knox brings no types
    """A person who may sign in. What they may do follows from ``kind`` and, for officials, from a current appointment.

    ``rights_today`` is there on rows of a list that asked for it.
    """

    class Kind(models.TextChoices):
        OFFICE = "office", _("Coordination office")
        OFFICIAL = "official", _("Official")
        DECISION_MAKER = "decision maker", _("Decision maker")
        AUDITOR = "auditor", _("Auditor")
        PARTNER = "partner", _("Partner")
        SERVICE = "service", _("Service")

    email = models.EmailField(
        _("work e-mail"),
        max_length=254,
        unique=True,
        error_messages={"unique": _("There is an account with this e-mail already.")},
    )
    full_name = models.CharField(_("full name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    job_title = models.CharField(_("job title"), max_length=200, blank=True)
    is_administrator = models.BooleanField(_("runs the installation"), default=False)
    is_active = models.BooleanField(_("may sign in"), default=True)
    deactivated_on = models.DateField(_("deactivated on"), null=True, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    invited_at = models.DateTimeField(_("invited"), null=True, blank=True)
    invited_by = models.ForeignKey(
        "self", verbose_name=_("invited by"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    factor_reset_at = models.DateTimeField(_("second factor reset"), null=True, blank=True)

    rights_today: Sequence[Right]

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name", "kind"]

    class Meta(Record.Meta):
        triggers: ClassVar = [raise_version(SIGN_IN_IS_NO_CHANGE)]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="user_email_once"),
            models.CheckConstraint(
                name="user_kind_known",
                condition=models.Q(kind__in=["office", "official", "decision maker", "auditor", "partner", "service"]),
            ),
            models.CheckConstraint(
                name="user_deactivated_or_active", condition=Q(is_active=False) | Q(deactivated_on__isnull=True)
            ),
            models.CheckConstraint(
                name="user_invited_by_somebody", condition=Q(invited_by__isnull=True) | Q(invited_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(Func("full_name", function="sort_key"), "id", name="user_by_name"),
            GinIndex(OpClass(Func("full_name", function="sort_key"), name="gin_trgm_ops"), name="user_name_words"),
        ]

    def __str__(self) -> str:
        return self.full_name

    def get_full_name(self) -> str:
        return self.full_name

    def get_absolute_url(self) -> str:
        return reverse("accounts:detail", args=[self.pk])

    @property
    def waits_for_password(self) -> bool:
        """Invited, and nobody has opened the link yet: cannot sign in until a password is chosen."""
        return self.is_active and self.password.startswith(UNUSABLE_PASSWORD_PREFIX)


@track(exclude=("digest", "token_key", "last_used_on"))
class ApiToken(AbstractAuthToken):
    """A machine's key: shown once, kept as a digest. ``expiry`` comes from knox; ``made_by`` None: by its owner."""

    digest = models.CharField(max_length=CONSTANTS.DIGEST_LENGTH, unique=True)
    name = models.CharField(_("name"), max_length=100)
    scopes = ArrayField(models.CharField(max_length=50), verbose_name=_("scopes"), default=list)
    last_used_on = models.DateField(_("last used"), null=True, editable=False)
    made_by = models.ForeignKey(
        User, verbose_name=_("made by"), null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        constraints = [
            models.CheckConstraint(name="token_expires", condition=models.Q(expiry__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name


class KeptAnswer(models.Model):
    """What a POST with an ``Idempotency-Key`` was answered (``core/api/once.py``). ``token`` None: sent with a session."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+", db_index=False)
    token = models.ForeignKey(ApiToken, null=True, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField()
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "token", "key"], nulls_distinct=False, name="kept_answer_once"),
        ]

    def __str__(self) -> str:
        return self.key
