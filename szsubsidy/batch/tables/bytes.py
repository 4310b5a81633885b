"""Opens inputs as bytes: files, stdin and compressed ones, in whole lines; finds the encoding of text."""

from __future__ import annotations

import codecs
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from szsubsidy.batch.tables.bounds import LONGEST_LINE
from szsubsidy.batch.tables.formats import ACCEPTED
from szsubsidy.batch.tables.packed import unpacked
from szsubsidy.errors import SubsidyError, invalid_encoding, is_a_folder, message, no_such_file, quoted, unreadable

BLOCK = 8 << 20
"""Bytes that are read at a time."""

_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_SUPERSETS = {"gbk": "gb18030", "gb2312": "gb18030", "cp936": "gb18030", "utf_8_sig": "utf-8", "ascii": "utf-8"}
_LINEWISE = {"utf-8", "gb18030"}
"""Encodings in which a byte 0x0A is always the end of a line."""
_TOLERATED = 100
"""One line in so many may be broken for a text to count as written in an encoding."""


class Opened(NamedTuple):
    """A stream of plain bytes, its first ones, and how many bytes of the file were read so far."""

    stream: BinaryIO
    raw: BinaryIO
    start: bytes
    size: int | None

    def close(self) -> None:
        """Close the file; stdin stays open."""
        if self.size is not None:
            self.stream.close()
            self.raw.close()


def open_input(name: str, stdin: BinaryIO) -> Opened:
    """Open a file or ``-`` for stdin, unpacked. Raises `SubsidyError` or `FileError`."""
    try:
        if name == "-":
            raw, size = stdin, None
        else:
            path = Path(name)
            raw, size = path.open("rb"), path.stat().st_size
    except FileNotFoundError as error:
        raise no_such_file(name) from error
    except IsADirectoryError as error:
        raise is_a_folder(name, hint=ACCEPTED) from error
    except OSError as error:
        raise unreadable(name, error) from error
    return _unpacked(name, raw, size)


def _unpacked(name: str, raw: BinaryIO, size: int | None) -> Opened:
    buffered = cast("io.BufferedReader", raw)
    try:
        stream = unpacked(name, buffered, size)
        return Opened(stream, cast("BinaryIO", buffered), read_some(name, stream, BLOCK), size)
    except OSError as error:
        raise unreadable(name, error) from error
    except SubsidyError:
        if size is not None:
            raw.close()
        raise


def read_some(name: str, stream: BinaryIO, size: int) -> bytes:
    """Read up to ``size`` bytes, fewer only at the end. Raises `FileError`."""
    import zlib

    parts: list[bytes] = []
    try:
        while size > 0:
            part = stream.read(size)
            if not part:
                break
            parts.append(part)
            size -= len(part)
    except (OSError, EOFError, zlib.error) as error:
        raise unreadable(name, error) from error
    return parts[0] if len(parts) == 1 else b"".join(parts)


def encoding_of_mark(start: bytes) -> tuple[str, int] | None:
    """Return the encoding that a byte order mark tells, and the mark's length."""
    for mark, encoding in _BOMS.items():
        if start.startswith(mark):
            return encoding, len(mark)
    return None


def known_encoding(given: str) -> str:
    """Return the name by which an encoding is known here. Raises `SubsidyError` for an unknown one."""
    try:
        name = codecs.lookup(given).name
    except LookupError as error:
        raise SubsidyError(
            message("{given} is not an encoding known here"),
            where="--encoding",
            hint=message("such as utf-8, gb18030, big5 or utf-16"),
            code="usage",
            given=quoted(given),
        ) from error
    return _SUPERSETS.get(name.replace("-", "_"), name)


def guess_encoding(name: str, block: bytes) -> str:
    """Return ``utf-8`` or ``gb18030``, whichever whole lines of text are written in, UTF-8 if both.

    Raises `SubsidyError` if they are in neither.
    """
    if _decodes(block, "utf-8"):
        return "utf-8"
    lines = block.split(b"\n")
    strange = [line for line in lines if not line.isascii()]
    in_utf8 = sum(_decodes(line, "utf-8") for line in strange)
    # A damaged line does not change what the others are written in: text in another encoding is hardly ever UTF-8.
    if in_utf8 * 2 > len(strange) and _decodes(lines[0], "utf-8"):
        return "utf-8"
    if _decodes(block, "gb18030") and not any("\ue000" <= char <= "\uf8ff" for char in set(block.decode("gb18030"))):
        return "gb18030"
    broken = {"utf-8": len(strange) - in_utf8, "gb18030": sum(not _decodes(line, "gb18030") for line in strange)}
    best = min(broken, key=lambda encoding: broken[encoding])
    if broken[best] <= max(len(strange) // _TOLERATED, 1) and _decodes(lines[0], best):
        return best
    raise SubsidyError(
        message("is written neither in UTF-8 nor in GB18030"),
        where=name,
        hint=message("name its encoding: --encoding big5, for example"),
        code="bad-encoding",
    )


def blocks(name: str, opened: Opened, encoding: str | None) -> Iterator[bytes]:
    """Yield the bytes of a text in blocks of whole lines, in UTF-8 unless they are GB18030.

    Raises `SubsidyError` where a line is longer than any table's.
    """
    recode = _recoder(name, encoding) if encoding and encoding not in _LINEWISE else None
    rest, part, behind = b"", opened.start, 0
    while part:
        if recode:
            part = recode(part, False)
        cut = part.rfind(b"\n") + 1
        if cut:
            block = b"".join((rest, memoryview(part)[:cut]))
            yield block
            behind += len(block)
            rest = part[cut:]
        else:
            rest += part
        if len(rest) > LONGEST_LINE:
            raise SubsidyError(
                message("the line that begins at byte {given} is longer than {accepted} MiB"),
                where=name,
                hint=message("is it a table at all?"),
                code="line-too-long",
                given=str(behind + 1),
                accepted=str(LONGEST_LINE >> 20),
            )
        part = read_some(name, opened.stream, BLOCK)
    if recode:
        rest += recode(b"", True)
    if rest:
        yield rest


def _recoder(name: str, encoding: str) -> Callable[[bytes, bool], bytes]:
    """Return what turns parts of a text into UTF-8. It raises `SubsidyError` where they are not in the encoding."""
    decoder = codecs.getincrementaldecoder(encoding)()

    def recode(part: bytes, final: bool) -> bytes:
        try:
            return decoder.decode(part, final=final).encode()
        except UnicodeError as error:
            raise invalid_encoding(
                encoding, where=name, hint=message("name its encoding: --encoding big5, for example")
            ) from error

    return recode


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
