"""Child processes that never outlive this one.

On Linux the kernel ends a child when its parent ends, even by `kill -9` (PR_SET_PDEATHSIG); `leash` gives the same to
what the child itself forks. Elsewhere there is no such call: after `kill -9` children may be left.
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

IS_LINUX = sys.platform == "linux"
PR_SET_PDEATHSIG = 1
PYTHON = sys.executable


class Trouble(Exception):
    """Ends the command with this text for the person at the terminal."""


def die_with_parent(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    if not IS_LINUX:
        return
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, by)
    if os.getppid() != parent:
        os._exit(1)


def bound_to_this_process(by: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()
    return lambda: die_with_parent(parent, by)


def unprivileged() -> pwd.struct_passwd | None:
    """Who runs what refuses to run as root: `nobody` when we are root, ourselves otherwise (None)."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


@dataclass(frozen=True, slots=True)
class Server:
    """A running child: `stop_by` asks it to end, `log` holds what it said."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_by: signal.Signals

    def is_running(self) -> bool:
        return self.process.poll() is None

    def ask_to_stop(self) -> None:
        if self.is_running():
            self.process.send_signal(self.stop_by)

    def stop(self, patience: float = 10) -> None:
        self.ask_to_stop()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            self.process.kill()
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").splitlines()
        return "\n".join(lines[-20:])


def stop_all(servers: Sequence[Server]) -> None:
    for server in servers:
        server.ask_to_stop()
    for server in servers:
        server.stop()


def start(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    stop_by: signal.Signals = signal.SIGTERM,
    dies_by: signal.Signals = signal.SIGKILL,
    env: Mapping[str, str] | None = None,
    account: pwd.struct_passwd | None = None,
) -> Server:
    """Starts a server in a session of its own: Ctrl-C reaches this process alone, which ends the rest in order."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=env,
            cwd="/" if account else None,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=bound_to_this_process(dies_by),
        )
    return Server(name, process, log, stop_by)


def run(
    command: Sequence[str | Path], *, env: Mapping[str, str] | None = None, account: pwd.struct_passwd | None = None
) -> str:
    """Runs a short tool to its end and returns what it said; Trouble with the same text when it fails."""
    done = subprocess.run(
        command,
        env=env,
        cwd="/" if account else None,
        user=account.pw_uid if account else None,
        group=account.pw_gid if account else None,
        extra_groups=[] if account else None,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
        preexec_fn=bound_to_this_process(signal.SIGTERM),
    )
    if done.returncode:
        raise Trouble(f"{Path(command[0]).name} failed:\n{done.stdout.strip()}")
    return done.stdout


def run_in_foreground(command: Sequence[str | Path], *, env: Mapping[str, str], stdout: TextIO | None = None) -> int:
    """Hands the terminal to a command and returns its exit code; Ctrl-C is the command's to answer."""
    before = signal.getsignal(signal.SIGINT)
    process = subprocess.Popen(
        command,
        env=env,
        stdout=stdout,
        preexec_fn=bound_to_this_process(signal.SIGTERM),
    )
    signal.signal(signal.SIGINT, lambda *_: None)
    try:
        code = process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(10)
        signal.signal(signal.SIGINT, before)
    return 128 - code if code < 0 else code


def run_step(command: Sequence[str | Path], *, env: Mapping[str, str], stdout: TextIO | None = None) -> None:
    """Runs one step of a set-up in front of the person; Trouble when it fails."""
    code = run_in_foreground(command, env=env, stdout=stdout)
    if code:
        raise Trouble(f"Stopped: {' '.join(map(str, command[1:4]))} ended with exit code {code}.")
