"""Clients that break the rules: the kernel goes on serving the others."""
import socket
import struct
import unittest

import zmq
from jupyter_client.session import Session

from client import TIMEOUT, Kernel

GREETING = b"\xff" + b"\0" * 8 + b"\x7f" + b"\3\0" + b"NULL".ljust(20, b"\0") + b"\0" * 32


def ready(kind):
    body = b"\5READY" + b"\x0bSocket-Type" + struct.pack(">I", len(kind)) + kind
    return bytes([4, len(body)]) + body


class Misbehaving(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.k = Kernel()
        cls.info = cls.k.manager.get_connection_info()

    @classmethod
    def tearDownClass(cls):
        cls.k.close()

    def raw(self, port):
        return socket.create_connection((self.info["ip"], self.info[port]), timeout=TIMEOUT)

    def ends(self, peer):
        """The kernel closes the connection."""
        try:
            while peer.recv(65536):
                pass
        except ConnectionResetError:
            pass

    def alive(self):
        self.assertEqual("4", self.k.value("2 + 2"))

    def test_wrong_signature_gets_no_answer(self):
        session = Session(key=b"wrong", signature_scheme="hmac-sha256")
        with zmq.Context() as context, context.socket(zmq.DEALER) as dealer:
            dealer.linger = 0
            dealer.connect(f"tcp://{self.info['ip']}:{self.info['shell_port']}")
            session.send(dealer, "kernel_info_request", {})
            session.send(dealer, "execute_request", {"code": "var stolen = 1;", "silent": False})
            self.assertFalse(dealer.poll(500))
        self.assertEqual("error", self.k.run("stolen")[0]["status"])
        self.alive()

    def test_frames_that_are_no_message(self):
        with zmq.Context() as context, context.socket(zmq.DEALER) as dealer:
            dealer.linger = 0
            dealer.connect(f"tcp://{self.info['ip']}:{self.info['control_port']}")
            dealer.send_multipart([b"<IDS|MSG>", b"", b"{", b"", b"", b""])
            dealer.send(b"")
            dealer.send_multipart([b"x"] * 900)
            self.assertFalse(dealer.poll(200))
        self.alive()

    def test_truncated_frame(self):
        for port in ("shell_port", "control_port", "stdin_port", "iopub_port", "hb_port"):
            with self.raw(port) as peer:
                peer.sendall(GREETING + ready(b"SUB" if port == "iopub_port" else b"REQ" if port == "hb_port" else b"DEALER") + b"\1\xff" + b"half a fra")
        self.alive()

    def test_huge_frame(self):
        for port, kind in (("shell_port", b"DEALER"), ("iopub_port", b"SUB"), ("hb_port", b"REQ")):
            with self.raw(port) as peer:
                peer.sendall(GREETING + ready(kind) + b"\2" + struct.pack(">Q", 1 << 40))
                self.ends(peer)
        self.alive()

    def test_another_protocol(self):
        with self.raw("shell_port") as peer:
            peer.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\nUser-Agent: a browser that took a wrong turn\r\n\r\n")
            self.ends(peer)
        self.alive()

    def test_subscriber_that_never_reads(self):
        with self.raw("iopub_port") as peer:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            peer.sendall(GREETING + ready(b"SUB") + b"\0\1\1")
            reply, outputs = self.k.run('var line = new string(\'x\', 10_000); for (var i = 0; i < 3_000; i++) Console.WriteLine(line);')
            self.assertEqual("ok", reply["status"])
            self.assertEqual(3_000 * 10_001, sum(len(m["content"]["text"]) for m in outputs if m["msg_type"] == "stream"))
        self.alive()

    def test_client_that_leaves_while_its_cell_runs(self):
        other = self.k.connect()
        other.execute("System.Threading.Thread.Sleep(300); var left = 5; left")
        other.stop_channels()
        self.assertEqual("5", self.k.value("left"))

    def test_client_that_leaves_while_it_is_asked(self):
        other = self.k.connect()
        other.execute("var never = Console.ReadLine();", allow_stdin=True, stop_on_error=False)
        other.get_stdin_msg(timeout=TIMEOUT)
        other.stop_channels()
        self.k.manager.interrupt_kernel()
        self.alive()


if __name__ == "__main__":
    unittest.main(verbosity=2)
