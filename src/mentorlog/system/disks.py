"""Whether the disk below a file is encrypted; loaded only where somebody asks."""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows.disks import is_disk_encrypted
else:
    from mentorlog.system.posix.disks import is_disk_encrypted

__all__ = ["is_disk_encrypted"]
