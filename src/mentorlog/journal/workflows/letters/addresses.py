"""Addresses of mail whose letters are not ASCII."""

from unicodedata import normalize

_MAX_LABEL = 63  # octets of a part of a domain (RFC 1035, 2.3.4)
_PREFIX = "xn--"
# Letters of their own since RFC 5891, which RFC 3490 wrote otherwise: "straße" is not "strasse".
_FORMER_SPELLINGS = str.maketrans({"ß": "ss", "ς": "σ"})


def to_ascii_domain(address: str) -> str:
    """The address with its domain in the ASCII form that every mail program can send to (RFC 5891): `xn--...`.

    It stays as it is where its domain has no such form. The name before the @ has no ASCII form at all.
    """
    username, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{username}{at}{'.'.join(map(_ascii_label, normalize('NFC', domain.lower()).split('.')))}"
    except UnicodeError:
        return address


def _ascii_label(label: str) -> str:
    """The ASCII form of one part of a domain. Raises UnicodeError where it has none.

    Python's codec knows RFC 3490 alone. It says whether each letter is allowed, and what it would write otherwise than
    RFC 5891, beyond the two letters above, has no form here.
    """
    if label.isascii():
        return label
    former = label.translate(_FORMER_SPELLINGS)
    encoded = former.encode("idna")
    if encoded.decode("idna") != former:
        raise UnicodeError(label)
    ascii_label = encoded.decode() if former == label else _PREFIX + label.encode("punycode").decode()
    if len(ascii_label) > _MAX_LABEL:
        raise UnicodeError(label)
    return ascii_label
