"""`run.py demo`: everything a demo country needs, in front of the person, until they end it."""

import argparse
import contextlib
import errno
import os
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence

from egov_coord.launch import assets
from egov_coord.launch.place import Busy, Holder, Place, demo_place, held
from egov_coord.launch.prepare import prepare
from egov_coord.launch.processes import IS_LINUX, PYTHON, Server, Trouble, start, stop_all
from egov_coord.launch.servers import servers
from egov_coord.launch.surroundings import demo_settings

PATIENCE = 60
LEASHED = (PYTHON, "-m", "egov_coord.launch.leash")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="run.py demo", description="Runs the demo country on this machine.")
    parser.add_argument("--port", type=int, default=8000, help="the port to listen on (8000)")
    port: int = parser.parse_args(arguments).port
    hosts = free_hosts(port)
    place = demo_place()
    try:
        with held(place, Holder("demo", os.getpid(), port)) as ready:
            serve(place, hosts, port, ready)
    except Busy as busy:
        raise Trouble(in_use(busy.holder)) from None
    return 0


def serve(place: Place, hosts: Sequence[str], port: int, ready: Callable[[], None]) -> None:
    assets.build(say)
    with contextlib.ExitStack() as stack:
        addresses = stack.enter_context(servers(place, say=say))
        settings = demo_settings(place, addresses, port=port)
        settings["STATIC_ROOT"] = str(assets.collect(settings))
        prepare(place, settings, say)
        running = [start_web(place, settings, hosts, port)]
        stack.callback(stop_all, running)
        if "REDIS_URL" in addresses:
            running.append(start_worker(place, settings))
        wait_until_ready(running, port)
        say(f"Web server and worker: started, what they say is in {place.logs}")
        if not IS_LINUX:
            say("End it with Ctrl-C: on this system a killed demo leaves its servers running.")
        ready()
        say(f"Ready: http://localhost:{port}")
        watch(running)


def start_web(place: Place, settings: Mapping[str, str], hosts: Sequence[str], port: int) -> Server:
    binds = [part for host in hosts for part in ("--bind", f"{host}:{port}")]
    options = [
        "--preload",
        "--workers",
        "2",
        "--threads",
        "4",
        "--timeout",
        "120",
        "--graceful-timeout",
        "5",
        "--limit-request-line",
        "8190",
        "--no-control-socket",
    ]
    command = [*LEASHED, "gunicorn", "egov_coord.wsgi", *binds, *options]
    return start("The web server", command, log=place.logs / "web.log", env=settings)


def start_worker(place: Place, settings: Mapping[str, str]) -> Server:
    options = ["--beat", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    command = [*LEASHED, "celery", "-A", "egov_coord", "worker", *options]
    return start("The worker", command, log=place.logs / "worker.log", env=settings)


def wait_until_ready(running: Sequence[Server], port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    heard = ""
    while time.monotonic() < deadline:
        refuse_the_dead(running)
        heard = ask_whether_ready(port)
        if not heard:
            return
        time.sleep(0.2)
    raise Trouble(f"The web server is not ready: {heard} What it says is in {running[0].log}")


def ask_whether_ready(port: int) -> str:
    """What stands in the way; empty when nothing does."""
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=5).close()
    except urllib.error.HTTPError as answer:
        return answer.read(200).decode(errors="replace").strip() + "."
    except OSError as error:
        return f"{error}."
    return ""


def watch(running: Sequence[Server]) -> None:
    """Returns never: ends by a signal, or by Trouble when a server ends by itself."""
    while True:
        refuse_the_dead(running)
        time.sleep(1)


def refuse_the_dead(running: Sequence[Server]) -> None:
    for server in running:
        if not server.is_running():
            raise Trouble(f"{server.name} ended by itself. It said last:\n{server.last_words()}")


def free_hosts(port: int) -> list[str]:
    """The loopback addresses to listen on, refused at once when somebody else has the port."""
    hosts = ["127.0.0.1"]
    try_port(socket.AF_INET, "127.0.0.1", port)
    with contextlib.suppress(OSError):
        try_port(socket.AF_INET6, "::1", port)
        hosts.append("[::1]")
    return hosts


def try_port(family: socket.AddressFamily, host: str, port: int) -> None:
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OverflowError:
            raise Trouble(f"{port} is not a port; ports go from 1 to 65535.") from None
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Trouble(f"Port {port} is in use. Choose another: python3 run.py demo --port {port + 1}") from None
            if error.errno == errno.EACCES:
                raise Trouble(f"Port {port} is not open to this account. Choose one above 1023.") from None
            raise


def in_use(holder: Holder | None) -> str:
    if holder and holder.command == "demo":
        return f"The demo of this checkout runs already: http://localhost:{holder.port} (process {holder.pid})."
    who = f"`run.py {holder.command}` (process {holder.pid})" if holder else "another command"
    return f"The demo's database is in use by {who}. Wait until it ends and try again."


def say(line: str) -> None:
    print(line, flush=True)
