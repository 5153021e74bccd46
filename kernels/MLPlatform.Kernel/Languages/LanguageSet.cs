using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Languages;

/// <summary>The languages of one notebook beside C#: those built in, made when first used, and those that <c>#!connect</c> added.</summary>
public sealed class LanguageSet : IAsyncDisposable
{
    // Where other kernels keep what #!value sets; here it is a variable like all others.
    private const string ValueKernel = "value";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ICellLanguage> _builtIn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ICellLanguage> _connected = new(StringComparer.Ordinal);
    private readonly SessionOptions _options;

    internal LanguageSet(SessionOptions options) => _options = options;

    /// <summary>Every selector of a connected language.</summary>
    public IReadOnlyList<string> Connected
    {
        get
        {
            lock (_gate)
                return [.. _connected.Keys.Order(StringComparer.Ordinal)];
        }
    }

    /// <summary>What a connected language says about itself; null for other names.</summary>
    public string? DescriptionOf(string selector)
    {
        lock (_gate)
            return _connected.GetValueOrDefault(selector)?.Description;
    }

    /// <summary>Adds a connected language. One of the same name is closed: that is how a lost connection is renewed.</summary>
    /// <param name="aliases">Further selectors.</param>
    public async Task AddAsync(ICellLanguage language, params IReadOnlyList<string> aliases)
    {
        List<ICellLanguage> replaced = [];
        lock (_gate)
        {
            foreach (var name in aliases.Prepend(language.Name))
            {
                if (_connected.TryGetValue(name, out var before) && !replaced.Contains(before))
                    replaced.Add(before);
                _connected[name] = language;
            }

            foreach (var stale in _connected.Where(pair => replaced.Contains(pair.Value)).Select(pair => pair.Key).ToArray())
                _connected.Remove(stale);
        }

        foreach (var before in replaced)
            await before.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        ICellLanguage[] all;
        lock (_gate)
        {
            all = [.. _builtIn.Values.Concat(_connected.Values).Distinct()];
            _builtIn.Clear();
            _connected.Clear();
        }

        // A closing front end waits for none of them long.
        await Task.WhenAll(all.Select(language => language.DisposeAsync().AsTask()));
    }

    /// <summary>The name behind a selector, or null.</summary>
    internal string? NameOf(string selector)
    {
        lock (_gate)
            return _connected.GetValueOrDefault(selector)?.Name;
    }

    internal Task RunAsync(string name, LanguageCall call, CancellationToken cancel) => Find(name).RunAsync(call, cancel);

    /// <summary>A value by its reference: <c>name</c> and <c>csharp:name</c> are the notebook's, <c>py:name</c> is read from that language.</summary>
    /// <exception cref="PlatformException">There is none, or it cannot cross.</exception>
    public async Task<object?> FindAsync(string reference, INotebookValues values, CancellationToken cancel)
    {
        var colon = reference.IndexOf(':', StringComparison.Ordinal);
        var name = reference[(colon + 1)..];
        if (colon > 0 && Values(reference[..colon]) is { } language)
            return await language.GetAsync(name, cancel);
        return NotebookReference.Find(name, values);
    }

    /// <summary>Sets a value in a language; in the notebook itself for C# and the languages that share its variables.</summary>
    /// <exception cref="PlatformException">It cannot cross.</exception>
    public async Task SetAsync(string language, string name, object? value, INotebookValues values, CancellationToken cancel)
    {
        if (Values(language) is { } other)
            await other.SetAsync(name, value, cancel);
        else if (value is null)
            throw new PlatformException(LanguageErrors.ValueNotShared, $"`{name}` is null, and a C# variable takes its type from its value.", "Set it in C#: `string? x = null;`.");
        else
            await values.SetAsync(name, value, cancel);
    }

    /// <summary>True for C# and for languages that share its variables.</summary>
    internal bool SharesVariables(string selector) => Values(selector) is null;

    /// <returns>Null for C# and for languages that share its variables.</returns>
    private IValueLanguage? Values(string selector) => selector == ValueKernel ? null : CellLanguages.ByName.TryGetValue(selector, out var known)
        ? known is CellLanguages.FSharp or CellLanguages.PowerShell ? (IValueLanguage)Find(known) : null
        : Find(selector) as IValueLanguage;

    private ICellLanguage Find(string name)
    {
        lock (_gate)
        {
            if (_connected.TryGetValue(name, out var connected))
                return connected;
            if (_builtIn.TryGetValue(name, out var made))
                return made;
            if (!CellLanguages.ByName.ContainsKey(name))
                throw new PlatformException(LanguageErrors.NotConnected, $"No language `{name}` is connected.", "`#!connect` adds one; `#!lsmagic` lists what there is.");
            return _builtIn[name] = Make(name);
        }
    }

    private ICellLanguage Make(string name) => name switch
    {
        CellLanguages.Sql => new SqlLanguage(_options.WorkingFolder),
        CellLanguages.FSharp => new ScriptLanguage(new FSharpDialect(), _options.Time),
        CellLanguages.PowerShell => new ScriptLanguage(new PowerShellDialect(), _options.Time),
        CellLanguages.Mermaid => new MermaidLanguage(),
        _ => new MarkupLanguage(name),
    };
}
