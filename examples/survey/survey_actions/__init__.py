"""Sending the answers of the survey to whoever wants to know them."""

from __future__ import annotations

from collections.abc import Mapping

import requests

from botengine import Outcome, User, action

TIMEOUT = 5  # seconds until nobody is listening


@action("survey.send", outcomes=("sent", "refused"), effect="key")
def send(soda: str, user: User, key: str, environ: Mapping[str, str]) -> Outcome:
    """POST the answer to SURVEY_URL; the value is the HTTP status. Nobody there: the action fails."""
    answer = requests.post(
        environ["SURVEY_URL"],
        json={"contact": user.id, "soda": soda},
        headers={"Idempotency-Key": key},
        timeout=TIMEOUT,
    )
    return Outcome("sent" if answer.ok else "refused", answer.status_code)
