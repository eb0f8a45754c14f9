"""What an upload may be, so that no file can exhaust the server."""

import zipfile
from io import BytesIO
from pathlib import PurePath

from django.utils.translation import gettext as _

from exchange.problems import refused

MAX_BYTES = 10 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 300
MAX_UNPACKED = 150 * 1024 * 1024
MAX_MEMBERS = 2_000
MAX_RATIO = 200
ZIP_MAGIC = b"PK\x03\x04"
OLD_EXCEL_MAGIC = b"\xd0\xcf\x11\xe0"
SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx")


def refuse_unless_allowed(file_name: str, content: bytes) -> bool:
    """True for XLSX, False for text. Raises Refused for anything else, and where name and content disagree."""
    suffix = PurePath(file_name).suffix.lower()
    if suffix not in SUFFIXES:
        raise refused(_("Only CSV and XLSX files are read. Save the sheet as one of these."), value=file_name)
    if len(content) > MAX_BYTES:
        raise refused(
            _("The file is larger than %(size)d MB. Remove sheets and columns that are not needed, or cut it in parts.")
            % {"size": MAX_BYTES // 1024 // 1024}
        )
    if not content.strip():
        raise refused(_("The file is empty. Export it again with its heading and rows."))
    is_zip = content.startswith(ZIP_MAGIC)
    if is_zip != (suffix == ".xlsx") or content.startswith(OLD_EXCEL_MAGIC):
        raise refused(
            _("The content is not what the name %(name)s says. Save the sheet as CSV or XLSX again.")
            % {"name": file_name}
        )
    if is_zip:
        refuse_bomb(content)
    return is_zip


def refuse_bomb(content: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise refused(_("The file is damaged. Save or pack it again.")) from None
    unpacked = sum(member.file_size for member in members)
    if len(members) > MAX_MEMBERS or unpacked > MAX_UNPACKED or unpacked > max(len(content), 100_000) * MAX_RATIO:
        raise refused(_("The file unpacks to far more than it should hold and is refused."))
