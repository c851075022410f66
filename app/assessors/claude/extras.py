"""What a platform's own door needs besides the SDK: packages that come with an extra, and are imported by the SDK."""

from __future__ import annotations

import importlib.util
import os
import sys
from collections.abc import Mapping

_NEEDS = {"bedrock": "boto3", "vertex": "google.auth"}


def lacking(platform: str, environment: Mapping[str, str] = os.environ) -> str:
    """What is not installed and has to be, with the command that does it; "" where nothing is missing.

    Args:
        platform: Whose door it is.
        environment: Where the SDK looks for credentials.
    """
    package = _NEEDS.get(platform)
    if package is None or _installed(package):
        return ""
    if platform == "bedrock" and environment.get("AWS_BEARER_TOKEN_BEDROCK"):
        return ""  # with a bearer token nothing is signed, and the extra is for signing
    command = f"{sys.executable} -m pip install 'anthropic[{platform}]'"
    return f"GATEWISE_PLATFORM is {platform}, and what it needs is not installed ({package}): {command}"


def _installed(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:  # not even what it would be a part of
        return False
