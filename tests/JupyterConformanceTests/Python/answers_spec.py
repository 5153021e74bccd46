"""What front ends make something of beside text: completions with types, documentation, refusals, questions, comm traffic."""
import unittest

from jupyter_kernel_test.msgspec_v5 import validate_message

from client import TIMEOUT, Kernel, types


class Answers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.k = Kernel()

    @classmethod
    def tearDownClass(cls):
        cls.k.close()

    def test_completions_carry_types_and_signatures(self):
        code = "Console.WriteLi"
        content = self.k.reply(self.k.client.complete(code, len(code)))["content"]
        typed = {one["text"]: one for one in content["metadata"]["_jupyter_types_experimental"]}
        self.assertEqual("function", typed["WriteLine"]["type"])
        self.assertIn("WriteLine(", typed["WriteLine"]["signature"])
        self.assertEqual((8, 15), (typed["WriteLine"]["start"], typed["WriteLine"]["end"]))

    def test_completion_of_magics_their_options_and_values(self):
        self.k.run("var flights = 3;")
        for code, expected in (("#!whos", "whos"), ("#!set --na", "--name"), ("#!set --name x --value @fl", "flights")):
            self.assertIn(expected, self.k.reply(self.k.client.complete(code, len(code)))["content"]["matches"], code)

    def test_inspection_shows_signature_and_documentation(self):
        self.k.run("/// <summary>Adds one.</summary>\n/// <param name=\"n\">A number.</param>\nint Next(int n) => n + 1;")
        text = self.k.reply(self.k.client.inspect("Next(2)", 2))["content"]["data"]["text/plain"]
        self.assertIn("int Next(int n)", text)
        self.assertIn("Adds one.", text)
        self.assertIn("n: A number.", text)

    def test_a_refusal_is_a_display_and_a_short_error(self):
        msg_id = self.k.client.execute("#!whoo")
        outputs = self.k.outputs(msg_id)
        for m in outputs:
            validate_message(m, m["msg_type"], msg_id)
        self.assertEqual(["status", "execute_input", "display_data", "error", "status"], types(outputs))
        self.assertIn("Did you mean", outputs[2]["content"]["data"]["text/html"])
        self.assertIn("Did you mean", outputs[2]["content"]["data"]["text/plain"])
        self.assertEqual("MLP-CELL-0001", outputs[3]["content"]["ename"])
        self.assertEqual(1, len(outputs[3]["content"]["traceback"]))
        self.assertEqual("error", self.k.reply(msg_id)["content"]["status"])

    def test_a_silent_refusal_shows_nothing(self):
        reply, outputs = self.k.run("#!whoo", silent=True)
        self.assertEqual(["status", "status"], types(outputs))
        self.assertEqual("error", reply["status"])

    def test_a_compile_error_names_what_is_missing(self):
        _, outputs = self.k.run('File.Exists("x")')
        text = "\n".join(next(m for m in outputs if m["msg_type"] == "error")["content"]["traceback"])
        self.assertIn("^^^^", text)
        self.assertIn("using System.IO;", text)

    def test_a_password_question_says_so(self):
        msg_id = self.k.client.execute('var secret = await GetPasswordAsync("Key?"); secret', allow_stdin=True)
        self.assertEqual({"prompt": "Key?", "password": True}, self.k.client.get_stdin_msg(timeout=TIMEOUT)["content"])
        self.k.client.input("hunter2")
        shown = [m["content"]["data"]["text/plain"] for m in self.k.outputs(msg_id) if m["msg_type"] == "execute_result"]
        self.assertEqual(["*" * 12], shown)

    def test_a_magic_asks_through_the_front_end(self):
        msg_id = self.k.client.execute('#!set --name who --value @input:"Who?"', allow_stdin=True)
        self.assertEqual({"prompt": "Who?", "password": False}, self.k.client.get_stdin_msg(timeout=TIMEOUT)["content"])
        self.k.client.input("Ada")
        self.k.outputs(msg_id)
        self.assertEqual("Ada", self.k.value("who"))

    def test_clear_output(self):
        _, outputs = self.k.run("display(1); ClearOutput(wait: true); display(2);")
        self.assertEqual(["status", "execute_input", "display_data", "clear_output", "display_data", "status"], types(outputs))
        self.assertEqual({"wait": True}, outputs[3]["content"])

    def test_the_language_of_a_cell_comes_from_its_metadata(self):
        for metadata in ({"polyglot_notebook": {"kernelName": "html"}}, {"dotnet_interactive": {"language": "html"}}, {"polyglot_notebook": {"kernelName": "html"}, "dotnet_interactive": {"language": "csharp"}}):
            msg = self.k.client.session.msg("execute_request", {"code": "<b>x</b>", "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False, "stop_on_error": True}, metadata=metadata)
            self.k.client.shell_channel.send(msg)
            shown = [m for m in self.k.outputs(msg["header"]["msg_id"]) if m["msg_type"] == "display_data"]
            self.assertEqual("<b>x</b>", shown[0]["content"]["data"]["text/html"])

    def test_one_style_block_a_notebook(self):
        _, first = self.k.run("display(new { A = 1 });")
        _, second = self.k.run("new { A = 2 }")
        blocks = "".join(m["content"]["data"].get("text/html", "") for m in first + second if "data" in m["content"]).count("<style>")
        self.assertLessEqual(blocks, 1)

    def test_the_notebook_api_of_dotnet_interactive_costs_nothing_until_it_is_named(self):
        loaded = 'AppDomain.CurrentDomain.GetAssemblies().Any(one => one.GetName().Name == "MLPlatform.Interactive")'
        self.assertEqual("False", self.k.value(loaded))
        self.assertEqual("csharp", self.k.value("using Microsoft.DotNet.Interactive;\nKernel.Current.Name"))

    def test_comm_traffic_of_an_unknown_comm_is_passed_over(self):
        for kind in ("comm_msg", "comm_close"):
            msg = self.k.client.session.msg(kind, {"comm_id": "nobody", "data": {"x": 1}})
            self.k.client.shell_channel.send(msg)
            self.assertEqual(["status", "status"], types(self.k.outputs(msg["header"]["msg_id"])))

    def test_a_request_with_content_of_another_shape_harms_nothing(self):
        for kind, content in (("execute_request", {}), ("execute_request", {"code": 5}), ("complete_request", {"code": "x", "cursor_pos": "y"}), ("history_request", {"n": "many"}), ("comm_open", {"target_name": 3})):
            msg = self.k.client.session.msg(kind, content)
            self.k.client.shell_channel.send(msg)
            self.assertEqual("idle", self.k.outputs(msg["header"]["msg_id"])[-1]["content"]["execution_state"])
        self.assertEqual("3", self.k.value("1 + 2"))

    def test_an_answer_nobody_asked_for_is_dropped(self):
        self.k.client.input("unasked")
        self.assertEqual("3", self.k.value("1 + 2"))


if __name__ == "__main__":
    unittest.main(verbosity=2)
