r"""Addresses of web pages: the one grammar of those that files may give and that outputs may turn into links.

It is that of RFC 3986, narrowed to what a page has and to what stays an address wherever it is shown. So
``javascript:alert(1)`` is none (its scheme runs in the reader's page), nor ``https://sz.gov.cn@example.com/`` (it
seems to lead to the city), nor ``https://sz.gov.cn/\x1b]8;;`` (a terminal would obey it), nor one with a quote, a
bracket, an asterisk or a space, where a document's markup would begin or end. A path that needs one has it as
``%22``.
"""

from __future__ import annotations

import re

LONGEST = 2000
"""Characters of the longest address; no page of an authority comes near it."""

_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = (
    rf"https?://(?P<host>{_LABEL}(?:\.{_LABEL})*)(?::[0-9]{{1,5}})?"
    r"(?:[/?#](?:[A-Za-z0-9._~!&()+,;=:@/?#-]|%[0-9A-Fa-f]{2})*)?"
)


def is_address(text: str) -> bool:
    """Whether a text is the http or https address of a page, without a name or a password before its host.

    A host beyond ASCII is written in Punycode (``xn--gmqv83atmb.top``), which must decode.
    """
    if len(text) > LONGEST or not (found := re.fullmatch(_ADDRESS, text)):
        return False
    labels = found["host"].lower().split(".")
    return all(_decodes(label) for label in labels if label.startswith("xn--"))


def _decodes(label: str) -> bool:
    try:
        return not label.encode().decode("idna").isascii()
    except UnicodeError:
        return False
