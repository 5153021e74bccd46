"""A started kernel and the few ways the tests talk to it."""
import queue
import time

from jupyter_client.manager import KernelManager

TIMEOUT = 60


class Kernel:
    def __init__(self):
        self.manager = KernelManager(kernel_name="mlplatform")
        self.manager.start_kernel()
        self.client = self.connect()

    def connect(self):
        client = self.manager.blocking_client()
        client.start_channels()
        client.wait_for_ready(timeout=TIMEOUT)
        return client

    def close(self):
        self.client.stop_channels()
        self.manager.shutdown_kernel(now=True)

    def reply(self, msg_id, channel="shell", client=None):
        get = getattr(client or self.client, f"get_{channel}_msg")
        deadline = time.time() + TIMEOUT
        while True:
            msg = get(timeout=max(0.1, deadline - time.time()))
            if msg["parent_header"].get("msg_id") == msg_id:
                return msg

    def outputs(self, msg_id, client=None):
        """Everything on iopub under this request, up to and with its idle."""
        found = []
        deadline = time.time() + TIMEOUT
        while True:
            msg = (client or self.client).get_iopub_msg(timeout=max(0.1, deadline - time.time()))
            if msg["parent_header"].get("msg_id") != msg_id:
                continue
            found.append(msg)
            if msg["msg_type"] == "status" and msg["content"]["execution_state"] == "idle":
                return found

    def run(self, code, **options):
        msg_id = self.client.execute(code, **options)
        outputs = self.outputs(msg_id)
        return self.reply(msg_id)["content"], outputs

    def value(self, code):
        content, outputs = self.run(code)
        assert content["status"] == "ok", content
        return next(m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result")

    def busy(self, code):
        """Starts a cell and returns once it runs."""
        msg_id = self.client.execute(code)
        while True:
            msg = self.client.get_iopub_msg(timeout=TIMEOUT)
            if msg["parent_header"].get("msg_id") == msg_id and msg["msg_type"] == "stream":
                return msg_id

    def drained(self):
        """True when no reply is waiting."""
        try:
            self.client.get_shell_msg(timeout=0.05)
            return False
        except queue.Empty:
            return True


def types(outputs):
    return [m["msg_type"] for m in outputs]
