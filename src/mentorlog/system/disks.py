"""Whether the disk below a file is encrypted; loaded only where somebody asks."""

import sys

if sys.platform == "win32":
    from mentorlog.system.windows_disks import is_disk_encrypted
else:
    from mentorlog.system.posix_disks import is_disk_encrypted

__all__ = ["is_disk_encrypted"]
