using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Errors;

/// <summary>A failed cell as people read it: what, where in their own cells, and only then where in libraries.</summary>
internal sealed class ExceptionText(SubmissionChain chain)
{
    private const int MostLibraryFrames = 6;
    private const int MostCauses = 3;

    private readonly SequencePoints _points = new();

    public CellError Of(Exception failure)
    {
        var error = Unwrap(failure);
        if (error is PlatformException refusal)
            return Refused(refusal);
        if (error is CellCompilationException compilation)
            return CompileErrorText.Of(compilation);
        var lines = new List<string>();
        DescribeAll(error, isCause: false, lines);
        return new CellError(error.GetType().Name, error.Message, lines);
    }

    public static CellError Refused(PlatformException refusal) =>
        new(refusal.Code.Id, refusal.Fix is null ? refusal.Problem : $"{refusal.Problem} {refusal.Fix}", [$"\u001b[31m{Refusal.Of(refusal).ToPlain()}\u001b[0m"])
        {
            Refusal = Refusal.Of(refusal),
        };

    // The runner's own wrappers say nothing; an aggregate of one is the one.
    private static Exception Unwrap(Exception failure)
    {
        while (true)
        {
            switch (failure)
            {
                case TargetInvocationException { InnerException: { } inner }:
                    failure = inner;
                    break;
                case AggregateException { InnerExceptions: [var only] }:
                    failure = only;
                    break;
                default:
                    return failure;
            }
        }
    }

    private void DescribeAll(Exception error, bool isCause, List<string> lines)
    {
        Describe(error, isCause, lines);
        if (error is AggregateException { InnerExceptions: { Count: > 1 } several })
        {
            foreach (var one in several.Take(MostCauses))
                DescribeAll(one, isCause: true, lines);
            if (several.Count > MostCauses)
                lines.Add($"… and {several.Count - MostCauses} more");
        }
        else if (error.InnerException is { } cause)
        {
            DescribeAll(Unwrap(cause), isCause: true, lines);
        }
    }

    private void Describe(Exception error, bool isCause, List<string> lines)
    {
        lines.Add($"{(isCause ? "caused by " : "")}\u001b[31m{error.GetType().FullName}\u001b[0m: {error.Message}");
        var users = new List<string>();
        var libraries = new List<string>();
        foreach (var frame in new StackTrace(error, fNeedFileInfo: false).GetFrames())
        {
            if (frame.GetMethod() is not { DeclaringType: { } type } method)
                continue;
            if (SubmissionOf(type) is { } submission)
                users.Add(UserFrame(submission, method, frame.GetILOffset()));
            else if (!IsPlumbing(type))
                libraries.Add($"   at {Name(type, method)}");
        }

        lines.AddRange(users);
        lines.AddRange(libraries.Take(MostLibraryFrames));
        if (libraries.Count > MostLibraryFrames)
            lines.Add($"   … {libraries.Count - MostLibraryFrames} more frames in libraries");
    }

    private Submission? SubmissionOf(Type type)
    {
        while (type.DeclaringType is { } outer)
            type = outer;
        return type.Name.StartsWith("Submission#", StringComparison.Ordinal) ? chain.Submissions.LastOrDefault(one => one.Type == type) : null;
    }

    private string UserFrame(Submission submission, MethodBase method, int ilOffset)
    {
        var line = _points.LineOf(submission, method, ilOffset);
        var name = UserName(method);
        var cell = submission.Origin.Cell == 0 ? "the kernel" : $"cell [{submission.Origin.Cell}]";
        if (line is null)
            return $"   at {name}{cell}";
        var text = submission.Text.Split('\n') is var all && line - submission.Origin.Line is { } at and >= 0 && at < all.Length ? all[at].Trim() : "";
        return string.Create(CultureInfo.InvariantCulture, $"   at {name}{cell} line {line + 1}: \u001b[1m{text}\u001b[0m");
    }

    // <<Initialize>>d__0.MoveNext is the cell itself; <Foo>b__0_1 a lambda inside Foo; <Foo>g__Bar|0_0 a local function.
    private static string UserName(MethodBase method)
    {
        var name = method.Name == "MoveNext" ? method.DeclaringType!.Name : method.Name;
        if (name.StartsWith("<<Initialize>>", StringComparison.Ordinal))
        {
            var local = name.IndexOf(">g__", StringComparison.Ordinal);
            return local >= 0 ? name[(local + 4)..].Split('|')[0] + " in " : name.Contains("b__", StringComparison.Ordinal) ? "a lambda in " : "";
        }

        if (!name.StartsWith('<'))
            return (IsTop(method.DeclaringType!) ? "" : method.DeclaringType!.Name + ".") + name.Replace(".ctor", "new", StringComparison.Ordinal) + " in ";
        var close = name.IndexOf('>', StringComparison.Ordinal);
        var owner = name[1..close];
        return name.Contains("g__", StringComparison.Ordinal) ? $"{name.Split("g__")[1].Split('|')[0]} in "
            : name.Contains("b__", StringComparison.Ordinal) ? $"a lambda in {owner}, "
            : owner + " in ";
    }

    private static bool IsTop(Type type) => type.Name.StartsWith("Submission#", StringComparison.Ordinal);

    private static bool IsPlumbing(Type type) =>
        type.Namespace is "System.Runtime.CompilerServices" or "System.Runtime.ExceptionServices" or "System.Threading" or "System.Threading.Tasks"
        || type.Assembly == typeof(ExceptionText).Assembly;

    private static string Name(Type type, MethodBase method) =>
        $"{type.FullName?.Split('`')[0] ?? type.Name}.{method.Name}({string.Join(", ", method.GetParameters().Select(parameter => CSharpTypeName.Of(parameter.ParameterType)))})";
}
