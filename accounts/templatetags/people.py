"""What somebody may do and whether the account opens, in words; `{% load people %}`."""

from django import template

from accounts import kinds, tables

register = template.Library()
register.filter("stands_for", kinds.stands_for)
register.filter("state_of", tables.state_of)
