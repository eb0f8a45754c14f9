from argparse import ArgumentParser

from exchange.command import ImportCommand


class Command(ImportCommand):
    help = "Import one edition of an international index from a CSV or XLSX file, all or nothing."
    target = "indices"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--year", required=True, help="year of the edition, such as 2018")
        parser.add_argument("--country", required=True, help="our country, three letters of ISO 3166, such as EST")
