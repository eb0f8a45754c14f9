from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.urls import reverse

from demo.querysets import LetterQuerySet


class Letter(models.Model):
    """A mail of the demo, kept where a real installation would have sent it."""

    message_id = models.CharField(max_length=200)
    sender = models.CharField(max_length=300)
    recipients = models.CharField(max_length=1000)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    html = models.TextField(blank=True)
    received_at = models.DateTimeField(db_index=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-received_at", "-id"]

    def __str__(self) -> str:
        return self.subject

    def get_absolute_url(self) -> str:
        return reverse("demo:letter-detail", args=[self.pk])
