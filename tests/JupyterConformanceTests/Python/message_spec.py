"""Each message of the protocol, checked with Jupyter's own schemas where they exist."""
import os
import signal
import subprocess
import sys
import time
import unittest

import zmq
from jupyter_client.session import Session
from jupyter_kernel_test.msgspec_v5 import validate_message

from client import TIMEOUT, Kernel, types

SPIN = 'Console.WriteLine("started"); while (true) { }'


class MessageSpec(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.k = Kernel()

    @classmethod
    def tearDownClass(cls):
        cls.k.close()

    def tearDown(self):
        # A test that failed half-way leaves no cell behind for the next one to wait on.
        self.interrupt()

    def interrupt(self):
        """Returns once the kernel has taken it, so that it cannot hit a later cell."""
        msg = self.k.client.session.msg("interrupt_request", {})
        self.k.client.control_channel.send(msg)
        self.assertEqual("ok", self.k.reply(msg["header"]["msg_id"], "control")["content"]["status"])

    def valid(self, outputs, msg_id):
        for m in outputs:
            validate_message(m, m["msg_type"], msg_id)

    def test_kernel_info_on_shell_and_control(self):
        reply = self.k.reply(self.k.client.kernel_info())
        validate_message(reply, "kernel_info_reply")
        self.assertEqual("5.4", reply["content"]["protocol_version"])
        self.assertEqual("csharp", reply["content"]["language_info"]["pygments_lexer"])
        msg = self.k.client.session.msg("kernel_info_request")
        self.k.client.control_channel.send(msg)
        self.assertEqual("mlplatform", self.k.reply(msg["header"]["msg_id"], "control")["content"]["implementation"])

    def test_execute_publishes_in_order_under_its_request(self):
        msg_id = self.k.client.execute('Console.WriteLine("a"); display("b"); 1 + 1')
        outputs = self.k.outputs(msg_id)
        reply = self.k.reply(msg_id)
        self.valid(outputs, msg_id)
        validate_message(reply, "execute_reply", msg_id)
        self.assertEqual(["status", "execute_input", "stream", "display_data", "execute_result", "status"], types(outputs))
        self.assertEqual(reply["content"]["execution_count"], outputs[1]["content"]["execution_count"])
        self.assertEqual("2", outputs[4]["content"]["data"]["text/plain"])

    def test_output_order_of_both_streams_is_kept(self):
        _, outputs = self.k.run('for (var i = 0; i < 3; i++) { Console.Write("o"); Console.Error.Write("e"); }')
        streams = [(m["content"]["name"], m["content"]["text"]) for m in outputs if m["msg_type"] == "stream"]
        self.assertEqual([("stdout", "o"), ("stderr", "e")] * 3, streams)

    def test_a_flood_is_complete_ordered_and_few_messages(self):
        _, outputs = self.k.run('for (var i = 0; i < 100_000; i++) Console.WriteLine(i);')
        streams = [m["content"]["text"] for m in outputs if m["msg_type"] == "stream"]
        self.assertEqual("".join(f"{i}\n" for i in range(100_000)), "".join(streams))
        self.assertLess(len(streams), 1_000)

    def test_silent_publishes_only_status_and_counts_nothing(self):
        before = self.k.run("1")[0]["execution_count"]
        reply, outputs = self.k.run('Console.WriteLine("x"); 5', silent=True)
        self.assertEqual(["status", "status"], types(outputs))
        self.assertEqual("ok", reply["status"])
        self.assertEqual(before + 1, self.k.run("1")[0]["execution_count"])

    def test_store_history_false_keeps_the_count(self):
        before = self.k.run("1")[0]["execution_count"]
        self.assertEqual(before, self.k.run("2", store_history=False)[0]["execution_count"])

    def test_user_expressions_give_values_and_errors(self):
        reply, _ = self.k.run("var u = 20;", user_expressions={"twice": "u * 2", "bad": "nothing_like_this"})
        self.assertEqual("40", reply["user_expressions"]["twice"]["data"]["text/plain"])
        self.assertEqual("error", reply["user_expressions"]["bad"]["status"])
        self.assertTrue(reply["user_expressions"]["bad"]["ename"])

    def test_error_names_type_and_message(self):
        msg_id = self.k.client.execute('throw new InvalidOperationException("why");')
        outputs = self.k.outputs(msg_id)
        reply = self.k.reply(msg_id)["content"]
        self.valid(outputs, msg_id)
        error = next(m for m in outputs if m["msg_type"] == "error")["content"]
        self.assertIn("InvalidOperationException", error["ename"])
        self.assertIn("why", error["evalue"])
        self.assertEqual(("error", error["ename"]), (reply["status"], reply["ename"]))

    def test_an_error_aborts_the_cells_behind_it(self):
        first = self.k.client.execute('System.Threading.Thread.Sleep(500); throw new Exception("stop");')
        second = self.k.client.execute("1")
        self.assertEqual("error", self.k.reply(first)["content"]["status"])
        self.assertEqual("aborted", self.k.reply(second)["content"]["status"])
        self.assertEqual(["status", "status"], types(self.k.outputs(second)))

    def test_without_stop_on_error_the_next_cell_runs(self):
        first = self.k.client.execute('System.Threading.Thread.Sleep(500); throw new Exception("go on");', stop_on_error=False)
        second = self.k.client.execute("3")
        self.assertEqual("error", self.k.reply(first)["content"]["status"])
        self.assertEqual("ok", self.k.reply(second)["content"]["status"])

    def test_update_display_data_keeps_the_display_id(self):
        msg_id = self.k.client.execute('var shown = display("one"); shown.Update("two");')
        outputs = self.k.outputs(msg_id)
        self.valid(outputs, msg_id)
        first, second = [m for m in outputs if m["msg_type"].endswith("display_data")]
        self.assertEqual("update_display_data", second["msg_type"])
        self.assertTrue(first["content"]["transient"]["display_id"])
        self.assertEqual(first["content"]["transient"]["display_id"], second["content"]["transient"]["display_id"])

    def test_read_line_asks_the_front_end(self):
        msg_id = self.k.client.execute("var line = Console.ReadLine(); line + \"!\"", allow_stdin=True)
        question = self.k.client.get_stdin_msg(timeout=TIMEOUT)
        # Jupyter's schema for this one asks for a number where its documentation says boolean.
        self.assertEqual({"prompt": "", "password": False}, question["content"])
        self.assertEqual(msg_id, question["parent_header"]["msg_id"])
        self.k.client.input("yes")
        outputs = self.k.outputs(msg_id)
        self.assertIn("yes!", [m["content"]["data"]["text/plain"] for m in outputs if m["msg_type"] == "execute_result"])

    def test_read_line_where_input_is_not_allowed_is_refused(self):
        reply, _ = self.k.run("Console.ReadLine()", allow_stdin=False)
        self.assertEqual("error", reply["status"])
        self.assertIn("MLP-CELL-0011", reply["ename"] + reply["evalue"])

    def test_interrupt_while_waiting_for_input(self):
        msg_id = self.k.client.execute("Console.ReadLine()", allow_stdin=True)
        self.k.client.get_stdin_msg(timeout=TIMEOUT)
        self.interrupt()
        self.assertEqual("error", self.k.reply(msg_id)["content"]["status"])
        self.k.client.input("too late")
        self.assertEqual("1", self.k.value("1"))

    def test_language_services_answer_while_a_cell_runs(self):
        cell = self.k.busy('Console.WriteLine("started"); System.Threading.Thread.Sleep(4000);')
        asked = self.k.client.is_complete("for (")
        reply = self.k.client.get_shell_msg(timeout=TIMEOUT)
        self.assertEqual(asked, reply["parent_header"]["msg_id"])
        self.assertEqual("incomplete", reply["content"]["status"])
        info = self.k.client.kernel_info()
        self.assertEqual(info, self.k.client.get_shell_msg(timeout=TIMEOUT)["parent_header"]["msg_id"])
        self.assertEqual("ok", self.k.reply(cell)["content"]["status"])

    def test_completion_counts_code_points(self):
        code = '"😀".Le'
        reply = self.k.reply(self.k.client.complete(code, len(code)))
        validate_message(reply, "complete_reply")
        self.assertIn("Length", reply["content"]["matches"])
        self.assertEqual((4, 6), (reply["content"]["cursor_start"], reply["content"]["cursor_end"]))

    def test_inspect_explains_a_method_and_knows_when_it_knows_nothing(self):
        reply = self.k.reply(self.k.client.inspect("Math.Max", 6))
        validate_message(reply, "inspect_reply")
        self.assertTrue(reply["content"]["found"])
        self.assertIn("Max", reply["content"]["data"]["text/plain"])
        self.assertFalse(self.k.reply(self.k.client.inspect("nothing_like_this", 5))["content"]["found"])

    def test_comm_messages(self):
        msg = self.k.client.comm_info()
        reply = self.k.reply(msg)
        validate_message(reply, "comm_info_reply")
        self.assertEqual({}, reply["content"]["comms"])
        opened = self.k.client.session.msg("comm_open", {"comm_id": "c1", "target_name": "unknown", "data": {}})
        self.k.client.shell_channel.send(opened)
        outputs = self.k.outputs(opened["header"]["msg_id"])
        self.assertEqual(["status", "comm_close", "status"], types(outputs))
        self.assertEqual("c1", outputs[1]["content"]["comm_id"])

    def test_an_unknown_message_is_passed_over(self):
        odd = self.k.client.session.msg("no_such_request", {})
        self.k.client.shell_channel.send(odd)
        self.assertEqual(["status", "status"], types(self.k.outputs(odd["header"]["msg_id"])))

    def test_interrupt_by_message_keeps_the_state(self):
        self.k.run("var kept = 7;")
        cell = self.k.busy(SPIN)
        self.interrupt()
        self.assertEqual("error", self.k.reply(cell)["content"]["status"])
        self.assertEqual("7", self.k.value("kept"))

    def test_interrupt_by_signal_keeps_the_state(self):
        self.k.run("var kept2 = 8;")
        cell = self.k.busy(SPIN)
        os.kill(self.k.manager.provisioner.pid, signal.SIGINT)
        self.assertEqual("error", self.k.reply(cell)["content"]["status"])
        self.assertEqual("8", self.k.value("kept2"))

    def test_interrupt_of_an_idle_kernel_does_nothing(self):
        self.interrupt()
        self.assertEqual("2", self.k.value("2"))

    def test_a_new_subscriber_is_welcomed(self):
        info = self.k.manager.get_connection_info()
        session = Session(key=info["key"], signature_scheme=info["signature_scheme"])
        with zmq.Context() as context, context.socket(zmq.SUB) as sub:
            sub.linger = 0
            sub.connect(f"tcp://{info['ip']}:{info['iopub_port']}")
            sub.setsockopt(zmq.SUBSCRIBE, b"")
            self.assertTrue(sub.poll(TIMEOUT * 1000))
            _, frames = session.feed_identities(sub.recv_multipart())
            welcome = session.deserialize(frames)
        self.assertEqual("iopub_welcome", welcome["msg_type"])
        self.assertEqual({"subscription": ""}, welcome["content"])
        self.assertEqual({}, welcome["parent_header"])

    def test_heartbeat_echoes(self):
        info = self.k.manager.get_connection_info()
        with zmq.Context() as context, context.socket(zmq.REQ) as req:
            req.linger = 0
            req.connect(f"tcp://{info['ip']}:{info['hb_port']}")
            req.send(b"ping")
            self.assertTrue(req.poll(TIMEOUT * 1000))
            self.assertEqual(b"ping", req.recv())


class Lifetime(unittest.TestCase):
    def test_shutdown_answers_tells_everyone_and_ends_the_process(self):
        k = Kernel()
        try:
            msg = k.client.session.msg("shutdown_request", {"restart": False})
            k.client.control_channel.send(msg)
            reply = k.reply(msg["header"]["msg_id"], "control")
            validate_message(reply, "shutdown_reply")
            self.assertIn("shutdown_reply", types(k.outputs(msg["header"]["msg_id"])))
            self.assertEqual(0, k.manager.provisioner.process.wait(TIMEOUT))
        finally:
            k.close()

    def test_restart_gives_a_fresh_session(self):
        k = Kernel()
        try:
            k.run("var gone = 1;")
            k.manager.restart_kernel()
            k.client.wait_for_ready(timeout=TIMEOUT)
            reply, _ = k.run("gone")
            self.assertEqual(("error", 1), (reply["status"], reply["execution_count"]))
        finally:
            k.close()

    def test_shutdown_while_a_cell_runs(self):
        k = Kernel()
        try:
            k.busy(SPIN)
            k.client.shutdown()
            self.assertEqual(0, k.manager.provisioner.process.wait(TIMEOUT))
        finally:
            k.close()

    def test_an_orphan_ends(self):
        script = (
            "from jupyter_client.manager import KernelManager\n"
            "m = KernelManager(kernel_name='mlplatform'); m.start_kernel()\n"
            "c = m.blocking_client(); c.start_channels(); c.wait_for_ready(timeout=60)\n"
            "print(m.provisioner.pid, flush=True)\n"
            "import os; os._exit(0)\n"
        )
        out = subprocess.run([sys.executable, "-W", "ignore", "-c", script], capture_output=True, text=True, check=True)
        pid = int(out.stdout)
        deadline = time.time() + TIMEOUT
        while os.path.exists(f"/proc/{pid}/stat") and open(f"/proc/{pid}/stat").read().split()[2] != "Z":
            self.assertLess(time.time(), deadline, "the kernel outlived its parent")
            time.sleep(0.1)


if __name__ == "__main__":
    unittest.main(verbosity=2)
