"""Colours for pictures on paper: WeasyPrint gives an inline SVG nothing of the document's sheets, so what they say about
its shapes is written into their attributes first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cssselect2
import tinycss2

SVG: Final = "{http://www.w3.org/2000/svg}"
PAINTED: Final = frozenset(
    [
        "direction", "fill", "fill-opacity", "font-family", "font-size", "font-weight", "paint-order", "stroke",
        "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-width", "text-anchor",
    ]
)  # fmt: skip
Declared = tuple[str, list[Any]]
Properties = Mapping[str, list[Any]]


@dataclass(frozen=True, slots=True)
class Paint:
    """The rules of some sheets, ready to be asked what they say of an element."""

    matcher: Any

    @classmethod
    def of(cls, sheets: Sequence[str]) -> "Paint":
        matcher = cssselect2.Matcher()
        for rule in (rule for sheet in sheets for rule in _rules(sheet)):
            declared = list(_declared(rule))
            for selector in cssselect2.compile_selector_list(rule.prelude) if declared else []:
                if selector.pseudo_element is None and not selector.never_matches:
                    matcher.add_selector(selector, declared)
        return cls(matcher)

    def put_on(self, root: Any) -> None:
        """``root``: the cssselect2 wrapper of a whole HTML tree."""
        self._put_on(root, {})

    def _put_on(self, element: Any, inherited: Properties) -> None:
        declared = dict(entry for match in sorted(self.matcher.match(element), key=_rank) for entry in match[-1])
        custom = {name: value for name, value in declared.items() if name.startswith("--")}
        properties = {**inherited, **custom} if custom else inherited
        if element.etree_element.tag.startswith(SVG):
            for name in PAINTED & declared.keys():
                element.etree_element.set(name, tinycss2.serialize(_filled_in(declared[name], properties)).strip())
        for child in element.iter_children():
            self._put_on(child, properties)


def _rank(match: Any) -> tuple[Any, ...]:
    specificity, order, *_rest = match
    return specificity, order


def _rules(sheet: str) -> Iterator[Any]:
    """Plain rules only: what stands in @media is about screens."""
    return (rule for rule in tinycss2.parse_stylesheet(sheet, True, True) if rule.type == "qualified-rule")


def _declared(rule: Any) -> Iterator[Declared]:
    for entry in tinycss2.parse_blocks_contents(rule.content, True, True):
        if entry.type == "declaration" and (entry.name.startswith("--") or entry.lower_name in PAINTED):
            yield entry.name, entry.value


def _filled_in(value: list[Any], properties: Properties) -> list[Any]:
    """The value with each ``var(--name)`` replaced by what the property says here."""
    filled: list[Any] = []
    for token in value:
        if token.type == "function" and token.lower_name == "var":
            name = next(part.value for part in token.arguments if part.type == "ident")
            filled += _filled_in(properties.get(name, []), properties)
        else:
            filled.append(token)
    return filled
