"""The check of docker-compose.yml finds what does not exist."""

from egov_coord.launch import deployment
from egov_coord.launch.surroundings import READ_BY_SETTINGS


def service(**changes: object) -> list[str]:
    compose = {"services": {"web": {}}, "volumes": {"data": None}}
    return list(deployment.service_findings({"build": ".", "environment": {}, **changes}, compose))


def test_files_of_the_repository_name_only_what_exists() -> None:
    assert deployment.findings() == []


def test_variable_that_settings_do_not_read_is_found() -> None:
    assert service(environment={"SECRET_KEYS": "x"}) == ["sets SECRET_KEYS, which settings.py does not read"]


def test_missing_service_volume_and_address_are_found() -> None:
    probe = ["CMD", "python", "-c", "http://127.0.0.1:8000/no/such/page"]
    assert service(depends_on={"queue": {}}) == ["waits for queue, which is no service"]
    assert service(volumes=["files:/data"]) == ["mounts files, which is not there"]
    assert service(volumes=["./nowhere:/data"]) == ["mounts ./nowhere, which is not there"]
    assert service(healthcheck={"test": probe}) == ["healthcheck asks for /no/such/page, which is no address"]


def test_unknown_commands_and_options_are_found() -> None:
    assert service(command=["uwsgi"]) == ["command: uwsgi is not among the installed programs"]
    assert service(command=["python", "manage.py", "migrat"]) == ["command: manage.py has no command migrat"]
    assert service(command=["celery", "-A", "egov_coord", "works"]) == ["command: celery has no command works"]
    assert service(command=["celery", "-A", "egov_coord", "worker", "--fast"]) == [
        "command: celery worker has no option --fast"
    ]
    assert "--swift" in service(command=["gunicorn", "egov_coord.wsgi", "--swift"])[0]


def test_every_variable_of_the_settings_is_kept_from_the_tests() -> None:
    set_by_the_launcher = {"CELERY_BEAT_FILE", "DEMO", "LOG_LEVEL"}
    assert deployment.read_by_settings() == READ_BY_SETTINGS | set_by_the_launcher
