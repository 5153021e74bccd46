using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Frames.DuckDb;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Languages;

/// <summary><c>#!sql</c>: DuckDB over the notebook's frames by name, and over files. One connection a session, so tables stay.</summary>
internal sealed partial class SqlLanguage : IDisposable
{
    private readonly Lock _gate = new();
    private SqlEngine? _engine;

    /// <param name="arguments"><c>-o NAME</c> or <c>--name NAME</c> keeps the last result as a frame.</param>
    public async Task RunAsync(string arguments, string query, ICellOutput output, INotebookValues values, CancellationToken cancel)
    {
        var name = ResultName(arguments);
        if (string.IsNullOrWhiteSpace(query))
            throw new PlatformException(CommandErrors.MissingArgument, "The `#!sql` part holds no query.", "Write it below the line.");
        var words = Words().Matches(query).Select(match => match.Value.Trim('"')).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var named = values.All.Where(value => value.Value is Frame && words.Contains(value.Name)).ToArray();
        var result = Query(query, named, cancel);
        if (name is not null)
            await values.SetAsync(name, result, cancel);
        if (result.Count > 0)
            output.Result(FrameTable.Of(result).ToBundle());
    }

    public void Dispose()
    {
        lock (_gate)
            _engine?.Dispose();
    }

    private Frame Query(string query, IReadOnlyList<NotebookValue> named, CancellationToken cancel)
    {
        lock (_gate)
        {
            _engine ??= new SqlEngine();
            var registered = new List<string>();
            try
            {
                foreach (var value in named)
                {
                    _engine.Register(value.Name, (Frame)value.Value!);
                    registered.Add(value.Name);
                }

                return _engine.Query(query, cancel);
            }
            finally
            {
                foreach (var name in registered)
                    _engine.Unregister(name);
            }
        }
    }

    private static string? ResultName(string arguments)
    {
        var words = arguments.Split([' ', '\t', '='], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => null,
            ["-o" or "--name", var name] => name.TrimStart('@'),
            _ => throw new PlatformException(CommandErrors.UnknownOption, $"`#!sql` does not take `{arguments}`.", "Keep the result as a variable with `#!sql -o NAME`."),
        };
    }

    [GeneratedRegex("""[A-Za-z_][A-Za-z0-9_]*|"[^"]+" """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Words();
}
