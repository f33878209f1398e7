"""Letters to customers: by SMTP, or into a folder where a developer reads them."""

import smtplib
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import unquote, urlsplit

Send = Callable[[str, str, str], None]
"""(to, subject, text)"""

_TIMEOUT = 15.0  # seconds


def sender_of(address: str, sender: str) -> Send:
    """Return what sends letters: `address` is smtp://name:password@host:port or file:///folder."""
    parts = urlsplit(address)
    if parts.scheme == "file":
        return _into(Path(unquote(parts.path)), sender)
    if parts.scheme != "smtp" or not parts.hostname:
        raise ValueError("mail goes to smtp:// or file://")
    host, port = parts.hostname, parts.port or 587
    name, password = unquote(parts.username or ""), unquote(parts.password or "")

    def send(to: str, subject: str, text: str) -> None:
        with smtplib.SMTP(host, port, timeout=_TIMEOUT) as server:
            server.starttls()
            if name:
                server.login(name, password)
            server.send_message(_letter(sender, to, subject, text))

    return send


def _into(folder: Path, sender: str) -> Send:
    def send(to: str, subject: str, text: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        number = sum(1 for _ in folder.glob("*.eml")) + 1
        (folder / f"{number:05d}.eml").write_bytes(bytes(_letter(sender, to, subject, text)))

    return send


def _letter(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = sender, to, subject
    letter.set_content(text)
    return letter
