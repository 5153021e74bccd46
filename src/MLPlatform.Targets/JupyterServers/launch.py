"""Runs one attempt of a job apart from the kernel that started it, and keeps in files how it fares.

exit     {"code": …, "signal": …, "memory": …}, whole when it is there
alive    a number that grows while the attempt runs
cancel   when someone makes this file, the attempt is ended
"""
import json
import os
import signal
import subprocess
import sys
import time

GRACE = 5.0
POLL = 0.25


def write(name, value):
    with open(name + ".unfinished", "w") as file:
        json.dump(value, file)
        file.flush()
        os.fsync(file.fileno())
    os.replace(name + ".unfinished", name)


def session_memory(session):
    """Bytes of anonymous and shared memory that a session's processes hold."""
    total = 0
    for entry in os.listdir("/proc"):
        if not entry.isdigit():
            continue
        try:
            with open(f"/proc/{entry}/stat") as file:
                if int(file.read().rpartition(")")[2].split()[3]) != session:
                    continue
            with open(f"/proc/{entry}/status") as file:
                total += sum(int(line.split()[1]) for line in file if line.startswith(("RssAnon:", "RssShmem:"))) * 1024
        except (OSError, IndexError, ValueError):
            continue
    return total


def end(process, how):
    try:
        os.killpg(process.pid, how)
    except ProcessLookupError:
        pass


def prepare(cores):
    def before():
        os.setsid()
        if cores:
            allowed = sorted(os.sched_getaffinity(0))
            os.sched_setaffinity(0, allowed[: max(1, min(cores, len(allowed)))])

    return before


def main():
    with open("launch.json") as file:
        launch = json.load(file)
    here = os.getcwd()
    command = [word.replace("{folder}", here) for word in launch["command"]]
    for name, value in launch["paths"].items():
        os.environ[name] = value.replace("{folder}", here)
    try:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, preexec_fn=prepare(launch["cores"]))
    except OSError as error:
        write("exit", {"code": 127, "signal": None, "memory": False, "reason": f"{command[0]}: {error.strerror}"})
        return
    memory, asked, beat, last = False, None, 0, 0.0
    while process.poll() is None:
        now = time.monotonic()
        if now - last >= 1:
            beat, last = beat + 1, now
            write("alive", beat)
        if launch["memory"] and not memory and session_memory(process.pid) > launch["memory"]:
            memory = True
            end(process, signal.SIGKILL)
        if asked is None and os.path.exists("cancel"):
            asked = now
            end(process, signal.SIGTERM)
        elif asked is not None and now - asked > GRACE:
            end(process, signal.SIGKILL)
        time.sleep(POLL)
    code = process.returncode
    write("exit", {"code": code if code >= 0 else None, "signal": -code if code < 0 else None, "memory": memory, "reason": None})


main()
