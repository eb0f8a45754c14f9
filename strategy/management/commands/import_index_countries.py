from exchange.command import ImportCommand


class Command(ImportCommand):
    help = "Import the countries that international indices tell of, with their regions, all or nothing."
    target = "index-countries"
