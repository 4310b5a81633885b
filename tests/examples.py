"""How many examples property tests try."""

from __future__ import annotations

from hypothesis import settings


def one_in(share: int) -> settings:
    """Have a test whose examples take long try one in so many of those that the profile has others try."""
    return settings(max_examples=max(settings().max_examples // share, 1))
