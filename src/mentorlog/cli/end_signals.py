"""Signals that end a program stop a command that makes files as Ctrl-C does, so that no file half made is left."""

import signal

from mentorlog.system.processes import end_signals


class EndSignals:
    """Turns each signal by which a closed terminal or another program ends this one into a KeyboardInterrupt.

    What ignores such a signal, as `nohup` has it, goes on ignoring it.
    """

    def __init__(self) -> None:
        self.received = 0  # the number of the one that came
        self._handled = [number for number in end_signals() if signal.getsignal(number) is signal.SIG_DFL]
        for number in self._handled:
            signal.signal(number, self._interrupt)

    def restore(self) -> None:
        """Let the signals end the program at once again."""
        for number in self._handled:
            signal.signal(number, signal.SIG_DFL)

    def _interrupt(self, number: int, _: object) -> None:
        for each in self._handled:  # what is removed from here on is removed whole, however often the signal comes
            signal.signal(each, lambda *_: None)
        self.received = number
        raise KeyboardInterrupt
