"""Fixtures of the Viber room: a scripted cloud, a client, a channel."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from botengine.viber.channel import ViberChannel
from botengine.viber.client import ViberClient
from tests.viber.cloud import Cloud, serve

TOKEN = "4453b6ac12345678-1234567890abcdef-fedcba0987654321"


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    with serve() as cloud:
        yield cloud


@pytest.fixture
def client(cloud: Cloud) -> ViberClient:
    return ViberClient(TOKEN, cloud.url)


@pytest.fixture
def channel(client: ViberClient) -> ViberChannel:
    return ViberChannel(client, "Ticketshop")
