"""The demo's mail server: a table that the mailbox page shows."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from demo.models import Letter


class MailboxBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            Letter.objects.create(
                message_id=message.message()["Message-ID"],
                sender=message.from_email,
                recipients=", ".join(message.recipients()),
                subject=str(message.subject),
                text=str(message.body),
                html=_html_of(message),
                received_at=timezone.now(),
            )
        return len(email_messages)


def _html_of(message: EmailMessage) -> str:
    parts = getattr(message, "alternatives", [])
    return next((content for content, kind in parts if kind == "text/html"), "")
