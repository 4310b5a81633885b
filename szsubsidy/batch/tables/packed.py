"""Unpacks texts packed with gzip or Zstandard; one that was cut off, or that unpacks without end, is an error."""

from __future__ import annotations

import gzip
import io
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from szsubsidy.batch.tables.bounds import MOST_TIMES, MOST_UNPACKED, too_large
from szsubsidy.errors import message

if TYPE_CHECKING:
    from zstandard import ZstdDecompressionObj

_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_PART = 1 << 10
"""Bytes that are unpacked at a time: four of Zstandard may hold 128 KiB."""


def unpacked(name: str, raw: io.BufferedReader, size: int | None) -> BinaryIO:
    """Return the plain bytes of a stream, which may be packed; ``size`` is that of the file, if it is one.

    To read them raises `OSError` or `EOFError` where the stream is damaged or was cut off, and `SubsidyError` where it
    unpacks to more than any table does.
    """
    magic = raw.peek(4)[:4]
    if magic.startswith(_GZIP):
        plain = cast("io.RawIOBase", gzip.GzipFile(fileobj=raw))
    elif magic == _ZSTD:
        plain = _Zstandard(raw)
    else:
        return cast("BinaryIO", raw)
    if size is not None:
        plain = _Bounded(name, plain, max(size * MOST_TIMES, MOST_UNPACKED))
    return cast("BinaryIO", io.BufferedReader(plain, 1 << 17))


class _Bounded(io.RawIOBase):
    """A stream with no more than ``most`` bytes."""

    def __init__(self, name: str, plain: io.RawIOBase, most: int) -> None:
        self._name, self._plain, self._left = name, plain, most

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        length = self._plain.readinto(into) or 0
        self._left -= length
        if self._left < 0:
            raise too_large(self._name, message("unpacks to more than {accepted} times its size"), MOST_TIMES)
        return length

    def close(self) -> None:
        self._plain.close()
        super().close()


class _Zstandard(io.RawIOBase):
    """The plain bytes of Zstandard frames. The library's own reader takes one that was cut off for a whole one."""

    def __init__(self, packed: io.BufferedReader) -> None:
        import zstandard

        self._packed, self._library = packed, zstandard
        self._frame: ZstdDecompressionObj | None = None
        self._waiting = self._plain = b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        while not self._plain:
            part = self._waiting or self._packed.read(_PART)
            if not part:
                if self._frame is None:
                    return 0
                raise EOFError("Compressed file ended before the end-of-stream marker was reached")  # as gzip says it
            self._waiting = b""
            self._plain = self._unpack(part)
        view = memoryview(into).cast("B")
        given, self._plain = self._plain[: len(view)], self._plain[len(view) :]
        view[: len(given)] = given
        return len(given)

    def _unpack(self, part: bytes) -> bytes:
        if self._frame is None:
            self._frame = self._library.ZstdDecompressor().decompressobj()
        try:
            plain = self._frame.decompress(part)
        except self._library.ZstdError as error:
            raise OSError(str(error)) from error
        if self._frame.eof:
            self._waiting, self._frame = self._frame.unused_data, None
        return plain
