"""A folder of tables as one archive: made from a folder on disk, or uploaded as a zip."""

import zipfile
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from django.utils.translation import gettext as _

from exchange.files.limits import MAX_BYTES, SUFFIXES, ZIP_MAGIC, refuse_bomb
from exchange.problems import refused

SUFFIX = ".zip"
FIRST_MOMENT = (1980, 1, 1, 0, 0, 0)


def is_archive(file_name: str) -> bool:
    return file_name.lower().endswith(SUFFIX)


def refuse_archive(file_name: str) -> None:
    if is_archive(file_name):
        reason = _("A folder needs a profile that names its tables: write [folder] and [tables] in it.")
        raise refused(reason, value=file_name)


def pack(folder: Path) -> bytes:
    """The same files make the same bytes. Raises Refused for a folder without a table."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix.lower() in SUFFIXES)
    if not files:
        raise refused(_("The folder holds no CSV or XLSX file."), value=str(folder))
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for path in files:
            member = zipfile.ZipInfo(path.name, FIRST_MOMENT)
            archive.writestr(member, path.read_bytes(), zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def unpack(content: bytes) -> Mapping[str, bytes]:
    """Tables by file name, whatever folder of the archive they stand in. Raises Refused for what is no such archive."""
    if len(content) > MAX_BYTES:
        raise refused(_("The archive is larger than %(size)d MB.") % {"size": MAX_BYTES // 1024 // 1024})
    if not content.startswith(ZIP_MAGIC):
        raise refused(_("The content is no zip. Pack the tables of the folder as a zip again."))
    refuse_bomb(content)
    found: dict[str, bytes] = {}
    with zipfile.ZipFile(BytesIO(content)) as archive:
        for member in archive.infolist():
            name = PurePosixPath(member.filename).name
            if member.is_dir() or not name.lower().endswith(SUFFIXES) or name.startswith("."):
                continue
            if name in found:
                raise refused(_("Two files of the archive have this name. Remove one of them."), value=name)
            found[name] = _read(archive, member)
    if not found:
        raise refused(_("The archive holds no CSV or XLSX file."))
    return found


def _read(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    try:
        return archive.read(member)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, ValueError):
        raise refused(_("This file of the archive cannot be unpacked."), value=member.filename) from None
