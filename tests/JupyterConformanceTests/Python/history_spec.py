"""What kernels ran: this one's, and those before and beside it, in one home."""
import os
import tempfile
import unittest

from jupyter_kernel_test.msgspec_v5 import validate_message

from client import Kernel


class History(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # A home of its own: the history of the other scripts' kernels stays out.
        cls.home = tempfile.TemporaryDirectory()
        os.environ["MLPLATFORM_HOME"] = cls.home.name
        earlier = Kernel()
        earlier.run('var earlier = 1; // of the earlier kernel')
        earlier.run("6 * 111")
        earlier.run("var unseen = 1;", silent=True)
        earlier.run("var unkept = 1;", store_history=False)
        earlier.manager.shutdown_kernel()
        earlier.client.stop_channels()
        cls.k = Kernel()
        cls.k.run("var a = 1;")
        cls.k.run("a + 41")
        cls.k.run("nosuchname")

    @classmethod
    def tearDownClass(cls):
        cls.k.close()
        cls.home.cleanup()

    def history(self, **options):
        reply = self.k.reply(self.k.client.history(**options))
        validate_message(reply, "history_reply")
        return reply["content"]["history"]

    def test_tail_reaches_into_the_earlier_session(self):
        inputs = [entry[2] for entry in self.history(hist_access_type="tail", n=5)]
        self.assertEqual(["var earlier = 1; // of the earlier kernel", "6 * 111", "var a = 1;", "a + 41", "nosuchname"], inputs)

    def test_results_come_with_their_inputs_when_asked(self):
        entries = self.history(hist_access_type="tail", n=4, output=True)
        self.assertEqual([["6 * 111", "666"], ["var a = 1;", None], ["a + 41", "42"], ["nosuchname", None]], [entry[2] for entry in entries])

    def test_range_of_this_session_of_the_one_before_and_of_none(self):
        self.assertEqual([(1, "var a = 1;"), (2, "a + 41")], [(entry[1], entry[2]) for entry in self.history(hist_access_type="range", session=0, start=1, stop=3)])
        before = self.history(hist_access_type="range", session=-1, start=2, stop=10)
        self.assertEqual(["6 * 111"], [entry[2] for entry in before])
        self.assertEqual(before, self.history(hist_access_type="range", session=before[0][0], start=2, stop=10))
        self.assertEqual([], self.history(hist_access_type="range", session=-99, start=0, stop=10))

    def test_search_is_by_pattern_over_all_sessions(self):
        self.assertEqual(["var earlier = 1; // of the earlier kernel", "var a = 1;"], [entry[2] for entry in self.history(hist_access_type="search", pattern="var *")])
        self.assertEqual(["6 * 111"], [entry[2] for entry in self.history(hist_access_type="search", pattern="*11?")])
        self.assertEqual([], self.history(hist_access_type="search", pattern="*un[sk]e*"))

    def test_silent_and_unstored_cells_are_not_in_it(self):
        inputs = [entry[2] for entry in self.history(hist_access_type="tail", n=100)]
        self.assertFalse([line for line in inputs if "unseen" in line or "unkept" in line])


if __name__ == "__main__":
    unittest.main(verbosity=2)
