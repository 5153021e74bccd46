using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Tests.Session;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.Tests.Interrupts;

public sealed class PollRewriterTests : SessionTest
{
    public static TheoryData<string, string> Snippets => new()
    {
        { "var n = 0; for (var i = 0; i < 3; i++) n += i; n", "3" },
        { "var n = 0; while (n < 5) if (n == 3) break; else n++; n", "3" },
        { "int F(int x) => x * 2; F(4)", "8" },
        { "void G() => Console.Write(\"g\"); G(); 1", "1" },
        { "async Task H() => await Task.Yield(); await H(); 2", "2" },
        { "async Task<int> H() => await Task.FromResult(5); await H()", "5" },
        { "byte B() => 7; B()", "7" },
        { "int T() => throw new Exception(); try { T(); } catch { } 3", "3" },
        { "Func<int, Func<int, int>> add = a => b => a + b; add(1)(2)", "3" },
        { "Action<int> act = x => new List<int>().Add(x); act(1); 4", "4" },
        { "var set = new HashSet<int>(); new List<int> { 1, 2, 2 }.ForEach(x => set.Add(x)); set.Count", "2" },
        { "System.Linq.Expressions.Expression<Func<int, bool>> e = x => x > 1; e.Compile()(2)", "True" },
        { "new[] { 1, 2 }.AsQueryable().Where(x => new[] { 2 }.Any(y => y == x)).Count()", "1" },
        { "(from x in new[] { 3, 1, 2 } where x > 1 orderby x select x * 2).First()", "4" },
        { "$\"{await Task.FromResult(6):000}\"", "006" },
        { "var v = new ValueTask<int>(9); await v", "9" },
        { "await Task.FromResult(1).ConfigureAwait(false)", "1" },
        { "async IAsyncEnumerable<int> S() { yield return 1; await Task.Yield(); yield return 2; } var n = 0; await foreach (var i in S()) n += i; n", "3" },
        { "var n = 0; again: n++; if (n < 3) goto again; n", "3" },
        { "var r = 1 switch { 1 => \"one\", _ => \"other\" }; r", "one" },
        { "switch (2) { case 1: goto case 2; case 2: break; } 5", "5" },
        { "class P { public int X { get { return 1; } set { } } public int Y => 2; static P() { for (var i = 0; i < 2; i++) { } } ~P() { while (false) { } } public static P operator +(P a, P b) { return a; } } (new P() + new P()).X", "1" },
        { "interface IShape { double Area() => 1; } class S : IShape { } ((IShape)new S()).Area()", "1" },
        { "T Same<T>(T x) where T : class => x; Same(\"a\")", "a" },
        { "ref int First(int[] a) => ref a[0]; var a = new[] { 1 }; First(a) = 5; a[0]", "5" },
        { "var t = (1, 2); foreach (var (a, b) in new[] { t }) Console.Write(a + b); 1", "1" },
        { "delegate int D(ref int x); D d = (ref int x) => x++; var q = 1; d(ref q); q", "2" },
        { "Func<Task> f = async () => await Task.Yield(); await f(); 8", "8" },
        { "Func<object> f = () => null; f() == null", "True" },
        { "Func<int?> f = () => default; f().HasValue", "False" },
        { "unsafe { int x = 1; int* p = &x; while (*p < 3) (*p)++; } 1", "1" },
        { "do Console.Write(1); while (false); /* } */ 2 // end", "2" },
    };

    [Theory]
    [MemberData(nameof(Snippets))]
    public async Task Find_polled_cell_compiles_and_means_the_same(string code, string expected)
    {
        Assert.Equal(expected, await EvaluateAsync(code));
        // Falling back to the text as written would hide a broken rewrite.
        Assert.Equal(Session.Chain.Submissions[^1].Polls is null, !Polled(code));
    }

    [Fact]
    public void Apply_keeps_every_line_and_the_way_back()
    {
        const string Code = "int F(int n)\n    => n * 2;\nwhile (F(1) > 3)\n{\n    foreach (var x in new[] { 1 })\n        F(x);\n}\nawait System.Threading.Tasks.Task.Yield();\n";
        var tree = SubmissionCompiler.Parse(Code);
        var polls = PollRewriter.Find(tree.GetRoot(), () => throw new InvalidOperationException("no lambda here"));
        var polled = polls.Apply(Code);
        Assert.Equal(Code.Split('\n').Length, polled.Split('\n').Length);
        foreach (var word in new[] { "n * 2", "F(x)", "F(1) > 3", "System.Threading.Tasks.Task.Yield" })
            Assert.Equal(Code.IndexOf(word, StringComparison.Ordinal), polls.Original(polled.IndexOf(word, StringComparison.Ordinal)));
        Assert.DoesNotContain(SubmissionCompiler.Parse(polled).GetDiagnostics(), one => one.Severity == DiagnosticSeverity.Error);
    }

    private bool Polled(string code)
    {
        var tree = SubmissionCompiler.Parse(code);
        return !PollRewriter.Find(tree.GetRoot(), () => Session.Chain.Speculate(tree).GetSemanticModel(tree)).IsEmpty;
    }
}
