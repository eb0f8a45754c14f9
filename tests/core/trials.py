"""Something that can be stored at each of these addresses, in the world of the access tests."""

from datetime import timedelta

from core.access import today

DAY = timedelta(days=1)


def bodies() -> dict[str, dict]:
    """By the path of the route, without what all have in common; what stands where ``validate/`` stands below."""
    on = today()
    soon, later = str(on + 40 * DAY), str(on + 80 * DAY)
    pk, code = "(?P<pk>[0-9]+)/", r"(?P<code>[-\w]+)/"
    reason = {"reason": "Board of 3 November."}
    return {
        "acts/": {"kind": "law", "title": "Customs Code", "number": "No. 7"},
        f"acts/{code}": {"short_title": "Accessibility"},
        f"acts/{code}confirm-deadline/": {"due_on": soon},
        "appointments/": {
            "institution": "interior", "post": "cio", "starts_on": str(on),
            "person": {"email": "new.person@velmar.example", "full_name": "New Person"},
        },
        f"assessments/{pk}": {"rating": 5, "basis": "Seen."},
        "baselines/": {"project": "{projects/}", "starts_on": str(on), "ends_on": later, "cost": "5.00", "reason": "scope change"},
        f"blocks/{pk}": {"why": "It waits more."},
        f"blocks/{pk}drop/": {"why": "Bought."},
        f"comments/{pk}reply/": {"reply": "accepted"},
        f"concordance/{pk}": {"text": "What it asks."},
        "concordance/": {"act": "{acts/}", "provision": "Art. 9"},
        "consultation-rules/": {"starts_on": later, "usual_days": 12, "least_days": 8, **reason},
        f"consultations/{code}ask/": {"institution": "interior"},
        f"consultations/{code}withdraw/": {"words": "Called off."},
        f"dependencies/{pk}": {"what": "All addresses"},
        f"dependencies/{pk}drop/": {"why": "Bought."},
        f"exchange-rates/{pk}": {"rate": "0.91"},
        "exchange-rates/": {"currency": "CHF", "on": str(on), "rate": "1.02", "source": "Central bank"},
        f"functions/{code}": {"description": "Who signs."},
        "functions/": {"name": "Archives", "starts_on": str(on)},
        f"fundings/{pk}": {"forecast": "1000000.00"},
        "fundings/": {"project": "{projects/}", "year": on.year + 1, "planned": "7.00"},
        f"index-countries/{code}": {"name": "Republic of Velmar"},
        "index-countries/": {"code": "XAA", "name": "Aland"},
        f"institutions/{code}": {"remit": "Money."},
        "institutions/": {"name": "Ministry of Justice", "kind": "ministry"},
        f"items/{code}change-lead/": {"lead": "interior"},
        f"items/{code}functions/": {"functions": ["{functions/}"]},
        f"items/{code}move/": {"stage": "drafting"},
        f"items/{code}": {"title": "Another title"},
        "items/": {"title": "A gap", "problem": "gap", "description": "No law.", "lead": "finance"},
        f"milestones/{pk}": {"forecast_on": later},
        "milestones/": {"project": "{projects/}", "title": "Gate", "baseline_on": later},
        f"objectives/{code}": {"title": "Less paper"},
        f"opinion-requests/{pk}end-dissent/": {"words": "Agreed."},
        f"opinion-requests/{pk}give-opinion/": {"position": "approved with comments", "comments": [{"provision": "§ 2", "text": "Good."}]},
        f"outcomes/{pk}": {"statement": "No paper at all."},
        f"participations/{pk}answer/": {"answer": "accepted"},
        "participations/": {"project": "{projects/}", "institution": "interior", "role": "user"},
        f"projects/{code}functions/": {"functions": ["{functions/}"]},
        f"projects/{code}lead/": {"lead": "interior"},
        f"projects/{code}stage/": {"stage": "paused", "resumes_on": later, **reason},
        f"projects/{code}": {"aims": "Everybody files at home."},
        "projects/": {"title": "Open data portal", "lead": "finance"},
        f"readings/{pk}": {"evidence": "Table 4"},
        f"reports/{pk}submissions/": {"rating": 4, "why": "On course.", "signal_words": "It is bought."},
        f"risks/{pk}close/": {"why": "Solved."},
        f"risks/{pk}take-back/": {},
        f"risks/{pk}": {"mitigation": "Ask twice."},
        f"rounds/{pk}close/": {},
        f"strategies/{code}": {"title": "Digital Velmar 2030"},
        "strategies/": {"title": "Data Velmar", "lead": "finance", "starts_on": str(on)},
        "terms/": {"stage": "drafting", "starts_on": later, "usual_days": 80, "least_days": 9, "basis": "Rules"},
        "thresholds/": {"starts_on": later, "percents": ["1", "2", "3", "4"], "days": [1, 2, 3, 4],
                        "milestone_days": [1, 2, 3, 4], **reason},
        f"touched-acts/{pk}": {"provisions": "§ 2"},
    }  # fmt: skip
