"""The demo's log-in: made once for a folder, and the same after a restart."""

import requests
from click.testing import CliRunner

from botengine.cli.demo import command
from botengine.demo import Demo, Options


def started(flows) -> Demo:
    return Demo(Options(flows, flows / "data", port=0, phone_port=0)).start()


def log_in(demo: Demo) -> str:
    """Where the log-in that was told leads to."""
    name, password = demo.log_in().split()
    form, same = {"name": name, "password": password}, {"Sec-Fetch-Site": "same-origin"}
    address = f"{demo.server.url}/web/login/enter"
    answer = requests.post(address, data=form, headers=same, allow_redirects=False, timeout=30)
    return answer.headers["location"]


def test_a_folder_that_cannot_be_made_is_told_in_a_line(flows):
    answer = CliRunner().invoke(command, ["--flows", str(flows), "--data", str(flows / "flows.yaml")])
    assert answer.exit_code == 1
    assert answer.output.startswith("Error: ")
    assert "flows.yaml" in answer.output


def test_the_demos_log_in_works_and_works_again_after_a_restart(flows):
    file = flows / "flows.yaml"
    file.write_text(file.read_text().replace("people: {", "people: {anna: {role: admin}, "))
    first = started(flows)
    try:
        shown = first.log_in()
        assert log_in(first) == "/web/second-step"
    finally:
        first.stop()
    second = started(flows)
    try:
        assert second.log_in() == shown
        assert log_in(second) == "/web/login"
        assert (flows / "data" / "password").stat().st_mode & 0o77 == 0
    finally:
        second.stop()
