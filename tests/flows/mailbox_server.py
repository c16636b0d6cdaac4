"""A real Dovecot for the tests: on loopback, in a folder of its own, any user with one password, gone with the test."""

from __future__ import annotations

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from flows.mailbox import ImapSettings
from tests.conftest import NO_DOVECOT

PASSWORD = "segreta"
_CONFIG = """\
base_dir = {home}/run
state_dir = {home}/state
log_path = {home}/log
protocols = imap
listen = 127.0.0.1
ssl = yes
ssl_cert = <{home}/cert.pem
ssl_key = <{home}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:~/Maildir
first_valid_uid = 1
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail} gid={group} home={home}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True)
class MailboxServer:
    """Where it listens, and whom it is trusted by."""

    port: int
    tls_port: int
    authorities: str

    def settings(self, user: str, **changes: object) -> ImapSettings:
        plain = {"host": "127.0.0.1", "port": self.port, "security": "none", "user": user, "password": PASSWORD}
        return ImapSettings(**(plain | {"timeout_s": 10.0} | changes))  # type: ignore[arg-type]

    def put(self, user: str, *messages: bytes) -> None:
        """Let messages arrive."""
        with self._logged_in(user) as imap:
            for message in messages:
                assert imap.append("INBOX", None, None, message)[0] == "OK"  # type: ignore[arg-type]

    def flags(self, user: str) -> list[list[str]]:
        """The flags of every message, in order."""
        with self._logged_in(user) as imap:
            imap.select("INBOX", readonly=True)
            _, lines = imap.fetch("1:*", "(FLAGS)")
            return [sorted(flag.decode() for flag in imaplib.ParseFlags(line)) for line in lines if line]

    def see(self, user: str) -> None:
        """Let a person read every message."""
        with self._logged_in(user) as imap:
            imap.select("INBOX")
            imap.store("1:*", "+FLAGS", r"(\Seen)")

    @contextmanager
    def _logged_in(self, user: str) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as imap:
            imap.login(user, PASSWORD)
            yield imap


@contextmanager
def mailbox_server(certificate: Path) -> Iterator[MailboxServer]:
    """Run it; where CI has none the tests fail, on a desk they are skipped by name.

    `certificate`: folder of `cert.pem` and `key.pem`.
    """
    program = shutil.which("dovecot", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None and os.environ.get("CI"):
        pytest.fail(NO_DOVECOT, pytrace=False)
    if program is None:
        pytest.skip(NO_DOVECOT)
    home = Path(tempfile.mkdtemp(prefix="dovecot-"))
    try:
        for name in ("cert.pem", "key.pem"):
            shutil.copy(certificate / name, home)
        (home / "mail").mkdir()
        ports = _free_ports()
        (home / "dovecot.conf").write_text(
            _CONFIG.format(home=home, password=PASSWORD, port=ports[0], tls_port=ports[1], **_users(home))
        )
        command = [program, "-F", "-c", str(home / "dovecot.conf")]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        try:
            _wait_for(ports[0], process, home / "log")
            yield MailboxServer(*ports, str(home / "cert.pem"))
        finally:
            process.terminate()
            process.wait(timeout=20)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _users(home: Path) -> dict[str, str]:
    """Its own users where we are root (it gives mail to no root), ourselves everywhere else."""
    if os.geteuid() == 0:
        home.chmod(0o755)
        shutil.chown(home / "mail", "dovecot", "dovecot")
        return {"internal": "dovecot", "group": "dovecot", "login": "dovenull", "mail": "dovecot"}
    me, group = pwd.getpwuid(os.geteuid()).pw_name, grp.getgrgid(os.getegid()).gr_name
    return {"internal": me, "group": group, "login": me, "mail": me}


def _free_ports() -> tuple[int, int]:
    """Two ports that were free a moment ago: Dovecot cannot choose its own."""
    with socket.create_server(("127.0.0.1", 0)) as one, socket.create_server(("127.0.0.1", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(200):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        assert process.poll() is None, (process.stderr and process.stderr.read(), log.exists() and log.read_text())
        time.sleep(0.05)
    raise AssertionError(log.read_text() if log.exists() else "dovecot does not answer")
