"""Reads small files whole, and writes files that appear under their names only when they are complete.

A run that fails, or is stopped, leaves no half a file, and an older file under the same name stays as it was: the new
one is written under another name in the same folder, where the system can rename it in one step. A file that replaces
an older one has its mode, and its owner where the system lets us; where a link stood, its target is replaced.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path
from typing import BinaryIO

from szsubsidy.errors import FileError, SubsidyError, is_a_folder, message, no_such_file, unreadable, unwritable


def read_file(path: Path, most: int, hint: str) -> bytes:
    """Return the first ``most`` bytes of a file; ``hint`` says what file is wanted.

    Raises `SubsidyError` where there is no such file, `FileError` where it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError as error:
        raise no_such_file(str(path)) from error
    except IsADirectoryError as error:
        raise is_a_folder(str(path), hint=hint) from error
    except (OSError, ValueError) as error:
        raise unreadable(str(path), error) from error


_SHOWN = 40
"""So many characters of a file's name begin that of the file that is written first."""


class NewFile:
    """A file that is being written: `keep` puts it under its name, `drop` removes it.

    What is written goes to ``stream``. Raises `SubsidyError` for a name that cannot be a file's or, without
    ``force``, is taken, and `FileError` where the system refuses.
    """

    def __init__(self, name: str, *, force: bool) -> None:
        from secrets import token_hex

        self.name = name
        check_new(name, force=force)
        self._target = Path(os.path.realpath(name))
        self._force = force
        passing = f".{Path(name).name[:_SHOWN]}.{os.getpid()}.{token_hex(3)}"
        self.path = self._target.with_name(passing)
        self._parts = self.path.with_name(f"{passing}.parts")
        try:
            self.stream: BinaryIO = open(self.path, "xb", opener=self._opened)  # noqa: SIM115 (closed by `keep` or `drop`)
        except OSError as error:
            raise unwritable(name, error) from error
        except KeyboardInterrupt:  # it may come when the file is there and nobody holds it yet
            self.path.unlink(missing_ok=True)
            raise

    def _opened(self, path: str, flags: int) -> int:
        """Open the new file with the mode of the one that it will replace: nobody else may read it, even for a time."""
        try:
            older = self._target.stat()
        except FileNotFoundError:
            return os.open(path, flags, 0o666)
        opened = os.open(path, flags, 0o600)
        # Another's file may be replaced: it is then ours, in the same group where we are in it.
        for owner in (older.st_uid, -1):
            with contextlib.suppress(OSError, AttributeError):
                os.fchown(opened, owner, older.st_gid)
        with contextlib.suppress(OSError, AttributeError):
            os.fchmod(opened, stat.S_IMODE(older.st_mode))
        return opened

    def workspace(self, name: str) -> Path:
        """Return a folder beside the file for what it is made from; it is removed with `keep` and with `drop`."""
        folder = self._parts / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def keep(self) -> None:
        """Put the file under its name.

        Raises `FileError` where the system refuses, `SubsidyError` where the name has been taken meanwhile; then
        nothing is left.
        """
        try:
            self.stream.close()
            self._put()
        except FileExistsError as error:
            self.drop()
            raise _exists(self.name) from error
        except OSError as error:
            self.drop()
            raise unwritable(self.name, error) from error
        self.drop()

    def _put(self) -> None:
        if not self._force:
            try:
                os.link(self.path, self._target)  # unlike a renaming, it replaces nothing
            except FileExistsError:
                raise
            except OSError:  # not every file system has links
                if self._target.exists():
                    raise FileExistsError from None
            else:
                return
        self.path.replace(self._target)

    def drop(self) -> None:
        """Leave nothing behind."""
        from shutil import rmtree

        with contextlib.suppress(OSError):
            self.stream.close()
        rmtree(self._parts, ignore_errors=True)
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)


def check_new(name: str, *, force: bool) -> None:
    """Raise `SubsidyError` or `FileError` if no file can be written under a name; nothing is touched."""
    target = Path(name)
    try:
        target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        pass
    except OSError as error:
        raise unwritable(name, error) from error
    except ValueError as error:
        raise SubsidyError(message("cannot be the name of a file"), where=name, code="not-a-file") from error
    if target.is_dir():
        raise is_a_folder(name, hint=message("a file name"), code="not-a-file")
    if not target.parent.is_dir():
        raise FileError(
            message("the folder {folder} does not exist"), where=name, code="no-folder", folder=str(target.parent)
        )
    if target.is_symlink() and not target.exists():
        what, hint = message("is a link to a file that does not exist"), message("a file name")
        raise SubsidyError(what, where=name, hint=hint, code="not-a-file")
    if target.is_file() and not force:
        raise _exists(name)


def _exists(name: str) -> SubsidyError:
    return SubsidyError(message("exists already"), where=name, hint=message("--force overwrites it"), code="exists")


class Spool(NewFile):
    """Output to a stream such as stdout, held back in a temporary file until it is complete; the stream stays open."""

    def __init__(self, name: str, stream: BinaryIO) -> None:
        from tempfile import TemporaryDirectory

        self._folder = TemporaryDirectory(prefix="szsubsidy-")
        super().__init__(str(Path(self._folder.name) / "output"), force=False)
        self.name = name
        self._to = stream

    def keep(self) -> None:
        """Copy it to the stream. Raises `OSError` where that fails."""
        from shutil import copyfileobj

        try:
            self.stream.close()
            with self.path.open("rb") as content:
                copyfileobj(content, self._to, 1 << 20)
            self._to.flush()
        finally:
            self.drop()

    def drop(self) -> None:
        """Leave nothing behind."""
        super().drop()
        self._folder.cleanup()


class Device(Spool):
    """Output to a device or a named pipe such as ``/dev/stdout``, which a file of that name must not replace."""

    def __init__(self, name: str) -> None:
        try:
            self._device = Path(name).open("wb")  # noqa: SIM115 (closed when the file is kept or dropped)
        except OSError as error:
            raise unwritable(name, error) from error
        super().__init__(name, self._device)

    def keep(self) -> None:
        """Copy it to the device."""
        try:
            super().keep()
        except OSError as error:
            raise unwritable(self.name, error) from error

    def drop(self) -> None:
        """Leave nothing behind."""
        super().drop()
        with contextlib.suppress(OSError):
            self._device.close()


def new_file(name: str, *, force: bool) -> NewFile:
    """Return a file to write, or a `Device` if one has that name. Raises as `NewFile` does."""
    path = Path(name)
    if path.exists() and not path.is_file() and not path.is_dir():
        return Device(name)
    return NewFile(name, force=force)


def write_new(name: str, content: bytes, *, force: bool) -> None:
    """Write a small file whole. Raises as `NewFile` does."""
    file = new_file(name, force=force)
    try:
        file.stream.write(content)
    except OSError as error:
        file.drop()
        raise unwritable(name, error) from error
    file.keep()
