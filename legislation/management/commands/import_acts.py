from exchange.command import ImportCommand


class Command(ImportCommand):
    help = "Import acts of national or EU law from a CSV or XLSX file, all or nothing."
    target = "acts"
