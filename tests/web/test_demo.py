"""The demo's log-in: made once for a folder, and the same after a restart."""

import requests

from tests.acceptance.demo import Demo


def log_in(demo: Demo) -> requests.Response:
    _, name, password = next(line for line in demo.lines if line.startswith("log-in")).split()
    return requests.post(
        f"http://127.0.0.1:{demo.port}/web/login/enter",
        data={"name": name, "password": password},
        headers={"Sec-Fetch-Site": "same-origin"},
        allow_redirects=False,
        timeout=30,
    )


def test_the_demos_log_in_works_and_works_again_after_a_restart(tmp_path):
    demo = Demo(tmp_path / "data").start()
    try:
        assert log_in(demo).headers["location"] == "/web/second-step"
        shown = demo.lines[-2]
        demo.stop()
        demo.start()
        assert demo.lines[-2] == shown
        assert log_in(demo).headers["location"] == "/web/login"
        assert (tmp_path / "data" / "password").stat().st_mode & 0o77 == 0
    finally:
        demo.stop()
