"""The store of `tests/store`, also here."""

from tests.store.conftest import open_store, store

__all__ = ["open_store", "store"]
