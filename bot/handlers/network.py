"""Proxies and certificates: what the environment says of them, read as PTB reads it."""

from __future__ import annotations

import os
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit
from urllib.request import getproxies

import certifi

_SCHEMES = ("http", "https")


class Proxies:
    """Which proxy to take for an address; what the environment says is read once.

    Args:
        given: a proxy for every address; it puts the environment aside.

    Raises:
        RuntimeError: a proxy is neither http nor https.
    """

    def __init__(self, given: str | None) -> None:
        found = {"all": given, "no": ""} if given else getproxies()
        self._straight = [name.strip().lstrip(".") for name in found.get("no", "").split(",")]
        self._proxies = _read(found)

    def of(self, url: str) -> str | None:
        """Return the proxy for an address, None to go straight."""
        if not self._proxies:
            return None
        parts = urlsplit(url)
        if self._goes_straight(parts.hostname or ""):
            return None
        return self._proxies.get(parts.scheme) or self._proxies.get("all")

    def _goes_straight(self, host: str) -> bool:
        return any(
            name and (name in ("*", host) or host.endswith(f".{name}")) for name in self._straight
        )


def certificates() -> ssl.SSLContext:
    """Return the authorities to trust: certifi's, unless SSL_CERT_FILE or SSL_CERT_DIR."""
    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    if folder := os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())


def _read(found: Mapping[str, str]) -> dict[str, str]:
    proxies = {}
    for name in (*_SCHEMES, "all"):
        if address := found.get(name):
            whole = address if "://" in address else f"http://{address}"
            if (scheme := urlsplit(whole).scheme) not in _SCHEMES:
                raise RuntimeError(f"A {scheme} proxy is not supported: http or https only.")
            proxies[name] = whole
    return proxies
