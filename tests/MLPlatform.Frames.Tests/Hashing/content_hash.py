#!/usr/bin/env python3
"""Content hash, format 1, of the frame in ContentHashTests.Sample, written from the format's description alone."""
import hashlib
import struct


def column(kind, rows, values, valid=None):
    data = kind.encode() + b"\n" + struct.pack("<q", rows)
    if valid is None:
        data += b"\0"
    else:
        data += b"\1" + bits(valid)
    return hashlib.sha256(data + values).digest()


def bits(flags):
    packed = bytearray((len(flags) + 7) // 8)
    for i, flag in enumerate(flags):
        packed[i // 8] |= bool(flag) << i % 8
    return bytes(packed)


def text(rows):
    encoded = [b"" if row is None else row.encode() for row in rows]
    return b"".join(struct.pack("<i", len(row)) for row in encoded) + b"".join(encoded)


QUIET32, QUIET64 = bytes.fromhex("0000c07f"), bytes.fromhex("000000000000f87f")
COLUMNS = [
    ("i", column("int32", 3, struct.pack("<3i", 1, -2, 0), [1, 1, 0])),
    ("l", column("int64", 3, struct.pack("<3q", 1, -(2**63), 3))),
    ("f", column("float32", 3, struct.pack("<f", 1.5) + QUIET32 + struct.pack("<f", 0.0))),
    ("d", column("float64", 3, struct.pack("<2d", 0.1, 0) + QUIET64, [1, 0, 1])),
    ("b", column("bool", 3, bits([0, 1, 1]), [0, 1, 1])),
    ("t", column("text", 3, text(["héllo", None, ""]), [1, 0, 1])),
    ("at", column("timestamp", 3, struct.pack("<3q", 0, 1_000_000, 2))),
]
frame = b"mlplatform-frame/1\n" + struct.pack("<iq", len(COLUMNS), 3)
for name, digest in COLUMNS:
    frame += struct.pack("<i", len(name.encode())) + name.encode() + digest
print("sha256:" + hashlib.sha256(frame).hexdigest())
