using System.Globalization;

namespace MLPlatform.Kernel.Display;

/// <summary>
/// How one session shows values of the types its cells said something about. The most specific type wins, among equally specific ones
/// the last registration.
/// </summary>
public sealed class FormatterRegistry : IDisposable
{
    // A formatter that shows its own value by itself must end as a value without formatter, not as a dead process.
    private const int MaxDepth = 64;

    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];
    private readonly Dictionary<Type, IReadOnlyList<string>> _preferred = [];
    private readonly Dictionary<Type, int> _listLimits = [];
    private readonly ThreadLocal<int> _depth = new();

    /// <summary>Items of a sequence that are shown.</summary>
    public int ListExpansionLimit { get; set; } = ValueLimits.DefaultList;

    /// <summary>Levels of nested objects that are opened up.</summary>
    public int RecursionLimit { get; set; } = ValueLimits.DefaultDepth;

    public string NullText { get; set; } = ValueLimits.DefaultNull;

    /// <summary>The media type that is chosen where a type has no preference of its own; null for all a value has.</summary>
    public string? DefaultMimeType { get; set; }

    /// <param name="type">A class, an interface or an open generic such as <c>typeof(IEnumerable&lt;&gt;)</c>.</param>
    /// <param name="format">Writes the value; false when it has nothing to say about this one.</param>
    public void Register(Type type, string mimeType, Func<object, TextWriter, bool> format)
    {
        lock (_gate)
            _entries.Add(new Entry(type, mimeType, format));
    }

    /// <summary>Only these representations are shown for values of the type, beside plain text.</summary>
    public void Prefer(Type type, params IReadOnlyList<string> mimeTypes)
    {
        lock (_gate)
            _preferred[type] = mimeTypes;
    }

    /// <returns>Empty when nothing was said about the type.</returns>
    public IReadOnlyList<string> PreferredFor(Type type) => Chosen(type) ?? (DefaultMimeType is { } only ? [only] : []);

    public void LimitList(Type type, int limit)
    {
        lock (_gate)
            _listLimits[type] = limit;
    }

    public int ListLimitFor(Type type)
    {
        lock (_gate)
            return _listLimits.TryGetValue(type, out var limit) ? limit : ListExpansionLimit;
    }

    /// <summary>Forgets everything that was registered and set.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _entries.Clear();
            _preferred.Clear();
            _listLimits.Clear();
        }

        (ListExpansionLimit, RecursionLimit, NullText, DefaultMimeType) = (ValueLimits.DefaultList, ValueLimits.DefaultDepth, ValueLimits.DefaultNull, null);
    }

    /// <summary>The value as a registered formatter writes it.</summary>
    /// <returns>Null when none is registered for its type and this media type.</returns>
    public string? Format(object value, string mimeType)
    {
        if (_depth.Value >= MaxDepth)
            return null;
        _depth.Value++;
        try
        {
            foreach (var entry in For(value.GetType()).Where(entry => entry.MimeType == mimeType))
            {
                using var writer = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
                if (entry.Format(value, writer))
                    return writer.ToString();
            }

            return null;
        }
        finally
        {
            _depth.Value--;
        }
    }

    public void Dispose() => _depth.Dispose();

    /// <summary>Something was said about the type itself, or about one of its bases.</summary>
    internal bool Knows(Type type) => Chosen(type) is not null || For(type).Count > 0;

    internal IEnumerable<string> MimeTypesFor(Type type) => For(type).Select(entry => entry.MimeType).Distinct();

    private IReadOnlyList<string>? Chosen(Type type)
    {
        lock (_gate)
        {
            var best = _preferred.Keys.Select(key => (key, distance: TypeDistance.Between(type, key))).Where(pair => pair.distance is not null).OrderBy(pair => pair.distance).FirstOrDefault();
            return best.key is { } found ? _preferred[found] : null;
        }
    }

    private List<Entry> For(Type type)
    {
        lock (_gate)
            return
            [
                .. _entries.Select((entry, index) => (entry, index, distance: TypeDistance.Between(type, entry.Type)))
                    .Where(found => found.distance is not null)
                    .OrderBy(found => found.distance).ThenByDescending(found => found.index)
                    .Select(found => found.entry),
            ];
    }

    private sealed record Entry(Type Type, string MimeType, Func<object, TextWriter, bool> Format);
}
