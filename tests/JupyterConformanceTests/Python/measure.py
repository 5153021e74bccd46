"""Start and `1+1` against ipykernel, medians: `measure.py [ROUNDS]`. Not a test; machines differ."""
import statistics
import sys
import time

from jupyter_client.manager import KernelManager


def once(name, code):
    started = time.perf_counter()
    manager = KernelManager(kernel_name=name)
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=60)
    info = time.perf_counter() - started

    def cell():
        asked = time.perf_counter()
        msg_id = client.execute(code)
        while client.get_shell_msg(timeout=60)["parent_header"].get("msg_id") != msg_id:
            pass
        return time.perf_counter() - asked

    cell()
    first = time.perf_counter() - started
    later = statistics.median(cell() for _ in range(50))
    client.stop_channels()
    manager.shutdown_kernel(now=True)
    return info, first, later


rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
results = {name: [] for name in ("python3", "mlplatform")}
for _ in range(rounds):
    for name, found in results.items():
        found.append(once(name, "1+1"))
medians = {name: [statistics.median(column) * 1000 for column in zip(*found)] for name, found in results.items()}
print("kernel       start→info  start→first reply  1+1   (ms)")
for name, (info, first, later) in medians.items():
    print(f"{name:12} {info:10.0f} {first:18.0f} {later:6.1f}")
print("ratio        " + "  ".join(f"{ours / theirs:.2f}" for ours, theirs in zip(medians["mlplatform"], medians["python3"])))
