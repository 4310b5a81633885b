"""Reads small files whole, and writes files that appear under their names only when they are complete.

A run that fails, or is stopped, leaves no half a file, and an older file under the same name stays as it was: the new
one is written in a private folder beside it, from where the system can rename it in one step. A file that replaces an
older one has its mode, and its owner where the system lets us; where a link stood, its target is replaced.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import BinaryIO

from szsubsidy.errors import FileError, SubsidyError, is_a_folder, message, no_such_file, unreadable, unwritable
from szsubsidy.interrupts import Whole


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


_MOST = 4 << 20
"""Bytes of the largest file that is read whole."""


def read_regular(path: Path, name: str, *, or_stream: bool = False) -> bytes:
    """Return the content of a regular file or, where that is allowed, of a stream; errors call it ``name``.

    Raises `FileError` where it cannot be read, would have to be waited for, or is larger than any such file.
    """
    try:
        if not or_stream and not stat.S_ISREG(path.stat().st_mode):
            raise FileError(message("is not a regular file"), where=name, code="unreadable")
        with path.open("rb") as file:
            content = file.read(_MOST + 1)
    except (OSError, ValueError) as error:
        raise unreadable(name, error) from error
    if len(content) > _MOST:
        raise FileError(
            message("is larger than {accepted} MiB"), where=name, code="too-large", accepted=str(_MOST >> 20)
        )
    return content


_SHOWN = 40
"""So many characters of a file's name begin that of the folder where it is written first."""


class NewFile:
    """A file that is being written: `keep` puts it under its name, `drop` removes it.

    What is written goes to ``stream``. Raises `SubsidyError` for a name that cannot be a file's or, without
    ``force``, is taken, and `FileError` where the system refuses.
    """

    is_stream = False
    """Whether what is put there stays, as in a pipe: that comes last of several."""

    def __init__(self, name: str, *, force: bool) -> None:
        self.name = name
        check_new(name, force=force)
        self._target = Path(os.path.realpath(name))
        self._force = force
        try:
            self._open(self._target.parent, f".{Path(name).name[:_SHOWN]}.")
        except OSError as error:
            raise unwritable(name, error) from error

    def _open(self, parent: Path, prefix: str) -> None:
        from szsubsidy.workplace import Workplace

        self._place = Workplace(parent, prefix)
        self.path = self._place.path / "new"
        self._former = self._place.path / "former"
        try:
            self.stream: BinaryIO = self.path.open("xb")
            self._take_mode()
        except OSError:
            self.drop()
            raise

    def _take_mode(self) -> None:
        """Give the new file the owner and the mode of the one that it will replace."""
        if self._force and self._target.exists():
            older, opened = self._target.stat(), self.stream.fileno()
            # Another's file may be replaced: it is then ours, in the same group where we are in it.
            for owner in (older.st_uid, -1):
                with contextlib.suppress(OSError, AttributeError):
                    os.fchown(opened, owner, older.st_gid)
            with contextlib.suppress(OSError, AttributeError):
                os.fchmod(opened, stat.S_IMODE(older.st_mode))

    def workspace(self, name: str) -> Path:
        """Return a folder for what the file is made from; it is removed with `keep` and with `drop`."""
        folder = self._place.path / name
        folder.mkdir(exist_ok=True)
        return folder

    def keep(self) -> None:
        """Put the file under its name. Raises as `keep_all` does."""
        keep_all([self])

    def put(self, *, undoable: bool) -> None:
        """Put the file, whose stream is closed, under its name; `undo` can take it back where it is ``undoable``.

        Raises `FileExistsError` where the name has been taken meanwhile, `OSError` where the system refuses.
        """
        if not self._force:
            self._put_new()
            return
        if undoable and self._target.exists():
            try:
                os.link(self._target, self._former)
            except OSError:  # not every file system has links
                from shutil import copy2

                copy2(self._target, self._former)
        self.path.replace(self._target)

    def _put_new(self) -> None:
        """Put the file under a name that is free: unlike a renaming, this replaces nothing."""
        try:
            os.link(self.path, self._target)
        except FileExistsError:
            raise
        except OSError:  # no links: an empty file of ours holds the name
            self._target.open("xb").close()
            try:
                self.path.replace(self._target)
            except OSError:
                self._target.unlink()
                raise

    def undo(self) -> None:
        """Have what was there before `put` back under its name."""
        with contextlib.suppress(OSError):
            if self._former.exists():
                self._former.replace(self._target)
            else:
                self._target.unlink()

    def drop(self) -> None:
        """Leave nothing behind."""
        with contextlib.suppress(OSError, AttributeError):
            self.stream.close()
        self._place.remove()


def keep_all(files: Sequence[NewFile]) -> None:
    """Put several files under their names: all or, where that fails, none.

    Raises `FileError` where the system refuses, `SubsidyError` where a name has been taken meanwhile, and `OSError`
    for a stream that fails; then nothing is left.
    """
    in_order = sorted(files, key=lambda file: file.is_stream)
    done: list[NewFile] = []
    with Whole():
        try:
            for file in in_order:
                with _told(file):
                    file.stream.close()  # may tell that the disk is full
            for file in in_order:
                with _told(file):
                    file.put(undoable=file is not in_order[-1])
                done.append(file)
        except BrokenPipeError:
            raise  # whoever reads has seen enough
        except BaseException:
            for file in reversed(done):
                file.undo()
            raise
        finally:
            for file in in_order:
                file.drop()


@contextlib.contextmanager
def _told(file: NewFile) -> Iterator[None]:
    """Have the system's refusal told as one of this file; that of a stream such as stdout is told as it is."""
    try:
        yield
    except FileExistsError as error:
        raise _exists(file.name) from error
    except OSError as error:
        if type(file) is Spool:
            raise
        raise unwritable(file.name, error) from error


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

    is_stream = True

    def __init__(self, name: str, stream: BinaryIO) -> None:
        from tempfile import gettempdir

        self.name = name
        self._force = False
        self._to = stream
        self._open(Path(gettempdir()), "szsubsidy-")

    def put(self, *, undoable: bool) -> None:
        """Copy it to the stream. Raises `OSError` where that fails."""
        del undoable
        from shutil import copyfileobj

        with self.path.open("rb") as content:
            copyfileobj(content, self._to, 1 << 20)
        self._to.flush()

    def undo(self) -> None:
        """Nothing takes back what somebody may have read."""


class Device(Spool):
    """Output to a device or a named pipe such as ``/dev/stdout``, which a file of that name must not replace."""

    def __init__(self, name: str) -> None:
        try:
            device = Path(name).open("wb")  # noqa: SIM115 (closed when the file is kept or dropped)
            super().__init__(name, device)
        except OSError as error:
            raise unwritable(name, error) from error

    def drop(self) -> None:
        """Leave nothing behind."""
        super().drop()
        with contextlib.suppress(OSError):
            self._to.close()


def new_file(name: str, *, force: bool) -> NewFile:
    """Return a file to write, or a `Device` if one has that name. Raises as `NewFile` does."""
    return Device(name) if is_device(Path(name)) else NewFile(name, force=force)


def is_device(path: Path) -> bool:
    """Whether a path is that of something that is written to and stays, such as a named pipe."""
    return path.exists() and not path.is_file() and not path.is_dir()


def write_new(name: str, content: bytes, *, force: bool) -> None:
    """Write a small file whole. Raises as `NewFile` does."""
    written(name, content, force=force).keep()


def written(name: str, content: bytes, *, force: bool) -> NewFile:
    """Return a small file that is written, and to be kept. Raises as `NewFile` does."""
    file = new_file(name, force=force)
    try:
        file.stream.write(content)
    except OSError as error:
        file.drop()
        raise unwritable(name, error) from error
    return file
