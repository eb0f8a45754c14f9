from exchange.command import ImportCommand


class Command(ImportCommand):
    help = "Import which national acts transpose which EU acts from a CSV or XLSX file, all or nothing."
    target = "measures"
