"""The suite that Jupyter's own project gives to kernel authors."""
import unittest

import jupyter_kernel_test


class KernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "mlplatform"
    language_name = "C#"
    file_extension = ".cs"
    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [{"text": "Console.WriteLi", "matches": {"WriteLine"}}]
    complete_code_samples = ["1 + 1", "int Twice(int x)\n{\n    return 2 * x;\n}", "var a = 1;"]
    incomplete_code_samples = ["int Twice(int x)\n{", 'Console.WriteLine("a"', "foreach (var x in new[] { 1 })"]
    invalid_code_samples = ["int 1x = 3;", "}"]
    code_generate_error = 'throw new InvalidOperationException("no");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": '"a" + "b"', "result": "ab"},
        {"code": "new[] { 1, 2 }.Sum()", "result": "3"},
    ]
    code_display_data = [{"code": 'display(HTML("<b>x</b>"));', "mime": "text/html"}]
    code_history_pattern = "6 * ?"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "Console.WriteLine"


if __name__ == "__main__":
    unittest.main(verbosity=2)
