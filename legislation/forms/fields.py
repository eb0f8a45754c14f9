from typing import Any

from django import forms


def area(label: Any, *, most: int = 4000, rows: int = 3, required: bool = True, hint: Any = "") -> forms.CharField:
    """Some sentences."""
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )
