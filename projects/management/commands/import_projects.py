from argparse import ArgumentParser

from exchange.command import ImportCommand


class Command(ImportCommand):
    help = "Import the projects of one round from a CSV or XLSX file, all or nothing."
    target = "projects"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--round", required=True, help="name of the reporting round, such as 2021")
