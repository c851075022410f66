"""The HTML page that the browser loads first: Chainlit's, without what it would fetch from other hosts."""

from __future__ import annotations

import re
import secrets

from chainlit.server import get_html_template
from starlette.responses import HTMLResponse

from app.web.root import PATH

ELSEWHERE = re.compile(r"""[ \t]*<(?:link|meta|script|img)\b[^>]*["'](?:https?:)?//[^>]*>(?:\s*</script>)?\n?""")
"""A tag that names another host: fonts, a style sheet, what a link in a messenger shows."""

POLICY = (
    "default-src 'self'",
    "img-src 'self' data: blob:",  # a picture elsewhere would tell its host that, and what, somebody reads
    "style-src 'self' 'unsafe-inline'",
    "script-src 'self' 'nonce-{nonce}' 'unsafe-eval'",  # custom elements are compiled in the browser
    "connect-src 'self' ws://{host} wss://{host}",  # older browsers do not count a WebSocket as 'self'
    "font-src 'self' data:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
)


class Shell:
    """Chainlit's page, made ours once."""

    def __init__(self) -> None:
        template: str = get_html_template(PATH)  # type: ignore[no-untyped-call]
        self._page = ELSEWHERE.sub("", template)

    def response(self, host: str) -> HTMLResponse:
        """The page for a request to a host, whose name has been looked at."""
        nonce = secrets.token_urlsafe(16)
        page = self._page.replace("<script", f'<script nonce="{nonce}"')
        policy = "; ".join(POLICY).format(nonce=nonce, host=host)
        return HTMLResponse(page, headers={"Content-Security-Policy": policy})
