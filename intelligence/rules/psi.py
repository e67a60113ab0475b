"""Private set intersection: two deployments learn which of their own items the other has too, and no other item.

Diffie-Hellman on hashed points (Meadows 1986; Huberman, Franklin, Hogg 1999). Each side hashes its items to points of
P-256 and multiplies them by a key made for this one exchange; what both have multiplied is equal exactly where the
items are. The curve work is `cryptography`'s alone: `exchange` multiplies a point and gives its x coordinate, which is
all that is sent. x(k * P) is x(k * -P), so the sign that is lost does not matter.

Why P-256 and not X25519: its order is prime and the library refuses what is no point of it, so that no element leaks a
bit of a key or of an item. Any 32 bytes are a u coordinate of Curve25519 (RFC 7748, section 5) or of its twist, and
multiplying keeps the side a point lies on: each element would tell one bit of its item. Why try-and-increment: RFC 9380
warns of it for its running time depends on what is hashed. Here nobody can measure that time, for files are made before
they are carried; and the result is a random point, as `hash_to_curve` asks.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FORMAT, VERSION = "taskforce-matching", 1
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT_BYTES = 32
DOMAIN = b"taskforce-matching-v1-P256-SHA256-try-and-increment"
LEAST_ELEMENTS = 64
STEPS = (1, 2, 3)


class DoesNotFit(Exception):
    """A file is not what this step of this exchange waits for. Its code says why; nothing of it was used."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Message:
    """What one file says: elements of its sender, and the receiver's own given back multiplied once more."""

    exchange: str
    step: int
    own: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()


def key_of(secret: bytes) -> ec.EllipticCurvePrivateKey:
    """A key for one exchange out of 48 random bytes, as good as even over the order (FIPS 186-5, A.2.1)."""
    return ec.derive_private_key(int.from_bytes(secret) % (ORDER - 1) + 1, CURVE)


def hashed(item: str, *, shared: bytes, exchange: str) -> ec.EllipticCurvePublicKey:
    """The point of an item. It depends on the exchange and on the secret both sides share, so no table of it lasts."""
    seed = hmac.digest(shared, DOMAIN + f"|{exchange}|{item}".encode(), hashlib.sha256)
    for count in range(256):
        found = _point(hashlib.sha256(DOMAIN + bytes([count]) + seed).digest())
        if found is not None:
            return found
    raise ValueError("256 candidates in a row are on no curve: that does not happen.")


def masked(items: Iterable[str], *, key: ec.EllipticCurvePrivateKey, shared: bytes, exchange: str) -> tuple[str, ...]:
    """Each item's point, multiplied by the key, in the order given."""
    return tuple(_times(key, hashed(item, shared=shared, exchange=exchange)) for item in items)


def masked_again(elements: Iterable[str], *, key: ec.EllipticCurvePrivateKey) -> tuple[str, ...]:
    """What the other side sent, multiplied once more, in its order. Raises DoesNotFit for what is no point."""
    return tuple(_times(key, _sent_point(element)) for element in elements)


def padding(count: int, *, key: ec.EllipticCurvePrivateKey, seed: bytes) -> tuple[str, ...]:
    """Elements that stand for no item, to fill a list up to `size_to_send`. Nobody tells them from the others."""
    return tuple(
        _times(key, hashed(f"padding|{number}", shared=seed, exchange="none"))
        for number in range(size_to_send(count) - count)
    )


def size_to_send(count: int) -> int:
    """The next power of two, from 64: that is all a list's length tells."""
    size = LEAST_ELEMENTS
    while size < count:
        size *= 2
    return size


def common(mine_twice: Sequence[str], theirs_twice: Iterable[str]) -> list[int]:
    """The places of those of mine that are among theirs, both multiplied by both keys."""
    theirs = set(theirs_twice)
    return [place for place, element in enumerate(mine_twice) if element in theirs]


def written(message: Message, *, shared: bytes) -> bytes:
    """The file: versioned JSON with the count of each list, and a seal by the shared secret."""
    body = {
        "format": FORMAT, "version": VERSION, "exchange": message.exchange, "step": message.step,
        "counts": {"own": len(message.own), "returned": len(message.returned)},
        "own": list(message.own), "returned": list(message.returned),
    }  # fmt: skip
    return _canonical(body | {"seal": _seal(body, shared)}) + b"\n"


def read(data: bytes, *, shared: bytes, step: int, exchange: str | None, most: int) -> Message:
    """What a file says, once it is known to be the other side's file of this step. Raises DoesNotFit otherwise.

    Its code is EXCHANGE_MALFORMED, EXCHANGE_NOT_SEALED (another secret, or changed on the way), EXCHANGE_OTHER (of
    another exchange) or EXCHANGE_STEP (of another step).
    """
    body = _body(data)
    seal = body.pop("seal", None)
    if not isinstance(seal, str) or not hmac.compare_digest(seal.encode(), _seal(body, shared).encode()):
        raise DoesNotFit("EXCHANGE_NOT_SEALED")
    if exchange is not None and body.get("exchange") != exchange:
        raise DoesNotFit("EXCHANGE_OTHER")
    if body.get("step") != step:
        raise DoesNotFit("EXCHANGE_STEP")
    own, returned = (_list(body, name, most) for name in ("own", "returned"))
    if bool(own) != (step in {1, 2}) or bool(returned) != (step in {2, 3}) or not isinstance(body["exchange"], str):
        raise DoesNotFit("EXCHANGE_MALFORMED")
    return Message(body["exchange"], step, own, returned)


def shared_key(secret: str) -> bytes:
    """The key that both sides derive from the words they agreed on."""
    kdf = HKDF(algorithm=SHA256(), length=32, salt=DOMAIN, info=b"shared secret of an exchange")
    return kdf.derive(secret.encode())


def _body(data: bytes) -> dict[str, Any]:
    try:
        body = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise DoesNotFit("EXCHANGE_MALFORMED") from error
    if not isinstance(body, dict) or (body.get("format"), body.get("version")) != (FORMAT, VERSION):
        raise DoesNotFit("EXCHANGE_MALFORMED")
    return body


def _list(body: Mapping[str, Any], name: str, most: int) -> tuple[str, ...]:
    """One list of elements: of a length that both sides could have made, none twice, and as many as it says."""
    found, counts = body.get(name), body.get("counts")
    if not isinstance(found, list) or not all(isinstance(element, str) for element in found):
        raise DoesNotFit("EXCHANGE_MALFORMED")
    is_counted = isinstance(counts, dict) and counts.get(name) == len(found)
    is_a_size = not found or (len(found) == size_to_send(len(found)) and len(found) <= size_to_send(most))
    if not is_counted or not is_a_size or len(set(found)) != len(found):
        raise DoesNotFit("EXCHANGE_MALFORMED")
    for element in found:
        _sent_point(element)
    return tuple(found)


def _sent_point(element: str) -> ec.EllipticCurvePublicKey:
    try:
        point = _point(bytes.fromhex(element)) if len(element) == 2 * POINT_BYTES else None
    except ValueError as error:
        raise DoesNotFit("EXCHANGE_MALFORMED") from error
    if point is None or element != element.lower():
        raise DoesNotFit("EXCHANGE_MALFORMED")
    return point


def _point(x: bytes) -> ec.EllipticCurvePublicKey | None:
    """The point with this x coordinate (either sign does), or None where the curve has none."""
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, b"\x02" + x)
    except ValueError:
        return None


def _times(key: ec.EllipticCurvePrivateKey, point: ec.EllipticCurvePublicKey) -> str:
    return key.exchange(ec.ECDH(), point).hex()


def _seal(body: Mapping[str, Any], shared: bytes) -> str:
    return hmac.digest(shared, b"file|" + _canonical(body), hashlib.sha256).hex()


def _canonical(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
