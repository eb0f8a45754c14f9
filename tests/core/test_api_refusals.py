"""All that is wrong with a body at once, each at its place, with what to send instead."""

from datetime import timedelta

from core.access import today
from projects.services import plan_milestone
from tests.api import errors, program_of, send


def test_a_report_is_told_all_that_is_wrong_with_it_at_once(report, cio_finance, coordinator) -> None:
    on = today()
    other = plan_milestone(report.project, title="Gate", by=coordinator, on=on, baseline_on=on)
    first = report.project.milestones.exclude(pk=other.pk).get()
    said = {
        "rating": 9, "spent": "much", "forecast_ends_on": "soon", "colour": "red",
        "milestones": [
            {"id": first.pk, "forecast_on": "someday"},
            {"id": other.pk, "actual_on": str(on + timedelta(days=1))},
            {"id": 0, "done": True},
        ],
    }  # fmt: skip
    program = program_of(cio_finance)
    answer = send(program, "post", f"reports/{report.pk}/submissions/validate/", said, f'"{report.version}"')
    assert answer.status_code == 422
    told = errors(answer)
    assert set(told) == {
        "#/rating", "#/why", "#/spent", "#/forecast_ends_on", "#/colour", "#/milestones/0/forecast_on",
        "#/milestones/1/actual_on", "#/milestones/2/id", "#/milestones/2/done",
    }  # fmt: skip
    assert told["#/why"] == "Send this member: Why this rating, in one sentence."
    assert told["#/spent"].startswith("Send a number")
    assert told["#/forecast_ends_on"].startswith("Send a day as YYYY-MM-DD")
    assert told["#/milestones/2/done"].endswith("Known are: id, forecast_on, actual_on.")


def test_what_the_rules_refuse_is_said_at_once_too(report, cio_finance) -> None:
    said = {"rating": 5, "why": "On course.", "forecast_ends_on": "2099-01-01", "forecast_cost": "900000000.00"}
    answer = send(program_of(cio_finance), "post", f"reports/{report.pk}/submissions/", said, f'"{report.version}"')
    assert answer.status_code == 422
    assert {"#/schedule_words", "#/cost_words"} <= set(errors(answer))
    assert all("Say why" in detail for detail in errors(answer).values())


def test_each_refusal_says_what_to_send_instead(coordinator, country, project) -> None:
    program = program_of(coordinator)
    said = {"title": "", "lead": "nobody", "stage": "{soon}", "currency": "euro", "visibility": None, "aims": 5}
    assert errors(send(program, "post", "projects/", said)) == {
        "#/title": "Give a text; an empty one says nothing.",
        "#/lead": "There is no record of the code “nobody” here. Take a code from its list.",
        "#/stage": "“{soon}” is none of these: proposed, approved, delivery, closing, closed, paused, cancelled.",
        "#/currency": "Send it as asked: Three letters of ISO 4217; without them the country's.",
        "#/visibility": "Give a value; null is none here.",
        "#/aims": "Send a text in quotation marks.",
    }
    assert errors(send(program, "post", "projects/", [])) == {"#": "Invalid data. Expected a dictionary, but got list."}


def test_what_stands_already_stores_nothing(coordinator, project) -> None:
    program = program_of(coordinator)
    path = f"projects/{project.code}/"
    tag = program.get(f"/api/v1/{path}")["ETag"]
    answer = send(program, "patch", path, {"title": project.title, "aims": project.aims}, tag)
    assert (answer.status_code, answer["ETag"]) == (200, tag)
    assert answer.json()["version"] == project.version
