"""Reading the body of a request to the Bot API; multipart is cut by hand, without a dependency."""

from __future__ import annotations

import json
import re
from email.message import Message as Headers
from email.parser import HeaderParser
from email.utils import collapse_rfc2231_value
from urllib.parse import parse_qsl, unquote

from starlette.requests import Request

from bot.sandbox.arguments import Arguments, Upload
from bot.sandbox.refusals import bad_request, too_large

HEAVIEST = 51 * 1024 * 1024
_BOUNDARY = re.compile(r'boundary="?([^";]+)"?', re.IGNORECASE)


async def read_arguments(request: Request) -> Arguments:
    """Return the parameters of a request: those of the body win over those of the query.

    Raises:
        RefusalError: 400 for a body that cannot be read, 413 above 51 MiB.
    """
    query: dict[str, object] = dict(request.query_params)
    content_type = request.headers.get("content-type", "")
    body = await read_body(request, HEAVIEST)
    match content_type.partition(";")[0].strip().lower():
        case "application/json":
            return Arguments(query | _from_json(body))
        case "application/x-www-form-urlencoded":
            return Arguments(query | _from_form(body))
        case "multipart/form-data":
            values, uploads = _from_multipart(content_type, body)
            return Arguments(query | values, uploads)
        case _:
            return Arguments(query)


async def read_body(request: Request, heaviest: int) -> bytes:
    """Return the bytes of the body.

    Raises:
        RefusalError: 413, above `heaviest` bytes.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > heaviest:
            raise too_large()
    return bytes(body)


def _from_json(body: bytes) -> dict[str, object]:
    try:
        value = json.loads(body) if body else {}
    except ValueError as error:
        raise bad_request("Can't parse request JSON object") from error
    if not isinstance(value, dict):
        raise bad_request("Request must be a JSON object")
    return value


def _from_form(body: bytes) -> dict[str, object]:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, errors="strict"))
    except ValueError as error:
        raise bad_request("Strings must be encoded in UTF-8") from error


def _from_multipart(content_type: str, body: bytes) -> tuple[dict[str, object], dict[str, Upload]]:
    found = _BOUNDARY.search(content_type)
    if found is None:
        raise bad_request("Can't find boundary of the multipart body")
    values: dict[str, object] = {}
    uploads: dict[str, Upload] = {}
    for part in (b"\r\n" + body).split(b"\r\n--" + found.group(1).encode())[1:-1]:
        head, _, content = part.removeprefix(b"\r\n").partition(b"\r\n\r\n")
        headers = HeaderParser().parsestr(head.decode(errors="replace"))
        name, filename = _disposition(headers)
        if filename is None:
            values[name] = _decoded(content)
        else:
            uploads[name] = Upload(filename, headers.get_content_type(), content)
    return values, uploads


def _disposition(headers: Headers) -> tuple[str, str | None]:
    name = headers.get_param("name", "", "content-disposition")
    filename = headers.get_param("filename", None, "content-disposition")
    if filename is None:
        return str(name), None
    plain = unquote(collapse_rfc2231_value(filename))
    return str(name), plain.replace("\\", "/").rpartition("/")[2]


def _decoded(content: bytes) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise bad_request("Strings must be encoded in UTF-8") from error
