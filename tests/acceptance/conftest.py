"""A running demo for the acceptance tests."""

import pytest

from tests.acceptance.demo import Demo


@pytest.fixture
def demo(tmp_path):
    running = Demo(tmp_path / "data").start()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def shared_demo(tmp_path_factory):
    running = Demo(tmp_path_factory.mktemp("demo")).start()
    yield running
    running.stop()
