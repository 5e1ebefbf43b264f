"""The changes of machines as they travel."""

from mentorlog.store.machines.merge import MachineChange
from mentorlog.structs import Frozen


class Operation(Frozen):
    """A change of a machine with what the log says of it.

    `reverts` is the number of the machine's own operation that it takes back, if any.
    """

    change: MachineChange
    at: str
    command: str
    reverts: int | None
