"""Addresses of mail whose letters are not ASCII."""

from unicodedata import normalize


def to_ascii_domain(address: str) -> str:
    """The address with its domain in the ASCII form that every mail program can send to (RFC 5891): `xn--...`.

    It stays as it is where its domain has no such form, or where Python's codec, which knows the older RFC 3490 alone,
    would make another domain of it: "straße" would become "strasse". The name before the @ has no ASCII form at all.
    """
    name, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        encoded = domain.encode("idna")
        is_same = encoded.decode("idna") == normalize("NFC", domain.lower())
    except UnicodeError:
        return address
    return f"{name}{at}{encoded.decode()}" if is_same else address
