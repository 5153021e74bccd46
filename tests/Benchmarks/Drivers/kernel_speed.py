"""Times kernels through jupyter_client, in turn so that a busy minute hits all alike.

kernel_speed.py ROUNDS CELLS KERNEL…  prints {kernel: {"start": [ms…], "cell": [ms…]}} as JSON. A kernel may be named twice: the second
time it is the first one's own spread. "start" is from launching the process to the first execute_reply, "cell" a warm `1+1`.
"""
import json
import sys
import time

from jupyter_client.manager import KernelManager


def execute(client, code):
    sent = client.execute(code)
    while True:
        reply = client.get_shell_msg(timeout=60)
        if reply["parent_header"].get("msg_id") == sent:
            assert reply["content"]["status"] == "ok", reply["content"]
            return


def one_start(name, cells):
    manager = KernelManager(kernel_name=name)
    begin = time.perf_counter()
    manager.start_kernel()
    client = manager.client()
    client.start_channels()
    try:
        # Sent at once: the kernel finds it waiting when its sockets come up, as a front end that runs all cells has it.
        execute(client, "1+1")
        start = (time.perf_counter() - begin) * 1000
        for _ in range(5):
            execute(client, "1+1")
        cell = []
        for _ in range(cells):
            begin = time.perf_counter()
            execute(client, "1+1")
            cell.append((time.perf_counter() - begin) * 1000)
        return start, cell
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=True)


def main():
    rounds, cells, names = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]
    times = [{"start": [], "cell": []} for _ in names]
    for turn in range(rounds + 1):
        for index, name in enumerate(names):
            start, cell = one_start(name, cells)
            # The first turn fills the page cache.
            if turn:
                times[index]["start"].append(start)
                times[index]["cell"] += cell
    json.dump(times, sys.stdout)


main()
