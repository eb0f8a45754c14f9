from exchange.command import ImportCommand


class Command(ImportCommand):
    help = "Import institutions from a CSV or XLSX file, all or nothing."
    target = "institutions"
