"""Styles stand in every element of a mail, because many mail programs drop the style sheet; the rules for phones and dark stay in it."""

import css_inline

_INLINER = css_inline.CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


def inlined(html: str) -> str:
    return str(_INLINER.inline(html))
