"""The options of a certificate as one bundle, which are built only for the command that is called."""

from collections.abc import Callable
from typing import Any

from mentorlog.cli.params.options import BundledCommand, Parameters
from mentorlog.render.answers import Answer


def with_card(function: Callable[..., Answer]) -> BundledCommand:
    """Give a command the options of a certificate; it gets them as its parameter `share`."""

    def options() -> Parameters:
        from mentorlog.cli.celebration.cards import card_options

        return card_options()

    def collect(**values: Any) -> Any:
        from mentorlog.cli.celebration.cards import collect_card_options

        return collect_card_options(**values)

    return BundledCommand(function, "share", options, collect)
