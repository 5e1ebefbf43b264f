"""The tests of mentorlog."""

import sys

# Where PYTHONDONTWRITEBYTECODE is set, each worker of a run would compile all tests anew, and Hypothesis too, which
# pytest rewrites as it does tests. This file is read before either.
sys.dont_write_bytecode = False
