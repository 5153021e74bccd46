using System.Collections;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Frames;

/// <summary>A table of immutable typed columns of equal length in Arrow's memory layout. Every operation returns a new frame that shares what it can.</summary>
public sealed partial class Frame : IReadOnlyList<Column>
{
    private readonly Column[] _columns;
    private readonly Dictionary<string, int> _index;

    /// <exception cref="PlatformException">Columns differ in length or share a name.</exception>
    public Frame(params IEnumerable<Column> columns)
    {
        _columns = columns.ToArray();
        _index = new Dictionary<string, int>(_columns.Length, StringComparer.Ordinal);
        RowCount = _columns.Length == 0 ? 0 : _columns[0].Length;
        for (var i = 0; i < _columns.Length; i++)
        {
            if (_columns[i].Length != RowCount)
                throw new PlatformException(DataErrors.LengthsDiffer, $"Column `{_columns[i].Name}` has {_columns[i].Length} rows, `{_columns[0].Name}` has {RowCount}.");
            if (!_index.TryAdd(_columns[i].Name, i))
                throw new PlatformException(DataErrors.LengthsDiffer, $"Two columns are called `{_columns[i].Name}`.", "Rename one.");
        }
    }

    public int RowCount { get; }

    public int Count => _columns.Length;

    public IReadOnlyList<Column> Columns => _columns;

    public IEnumerable<string> Names => _columns.Select(column => column.Name);

    public Column this[int index] => _columns[index];

    /// <exception cref="PlatformException">There is no such column; the message names the nearest.</exception>
    public Column this[string name] => _index.TryGetValue(name, out var at) ? _columns[at] : throw UnknownColumn(name);

    public bool Has(string name) => _index.ContainsKey(name);

    /// <summary>A numeric column with its element type.</summary>
    /// <exception cref="PlatformException">No such column, or another type.</exception>
    public Column<T> Numbers<T>(string name)
        where T : unmanaged, System.Numerics.INumber<T> =>
        this[name] as Column<T> ?? throw new PlatformException(DataErrors.WrongType, $"Column `{name}` is {this[name].Type}, not {typeof(T).Name}.");

    public Frame Select(params IEnumerable<string> names) => new(names.Select(name => this[name]));

    public Frame Without(params IEnumerable<string> names)
    {
        var left = names.ToHashSet(StringComparer.Ordinal);
        return new Frame(_columns.Where(column => !left.Contains(column.Name)));
    }

    /// <summary>Adds columns, or replaces those of the same name in place.</summary>
    public Frame With(params IEnumerable<Column> columns)
    {
        var all = _columns.ToList();
        foreach (var column in columns)
        {
            var at = all.FindIndex(other => other.Name == column.Name);
            if (at < 0)
                all.Add(column);
            else
                all[at] = column;
        }

        return new Frame(all);
    }

    /// <summary>Rows by index, in the order asked; an index of -1 gives a row of nulls.</summary>
    public Frame Take(int[] rows) => new(_columns.Select(column => column.Take(rows)));

    public Frame Slice(int start, int length) => new(_columns.Select(column => column.Slice(start, length)));

    public Frame Head(int rows = 5) => Slice(0, Math.Min(rows, RowCount));

    /// <summary>Rows of this frame, then those of <paramref name="others"/>; all with the same columns, in any order.</summary>
    /// <exception cref="PlatformException">One lacks a column, or has it with another type.</exception>
    public Frame Append(params IReadOnlyList<Frame> others) => new(_columns.Select(column => column.Append([.. others.Select(other => Same(column, other[column.Name]))])));

    public IEnumerator<Column> GetEnumerator() => ((IEnumerable<Column>)_columns).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"Frame of {RowCount:N0} rows × {Count} columns: {string.Join(", ", Names)}";

    private static Column Same(Column column, Column other) => other.Type == column.Type
        ? other
        : throw new PlatformException(DataErrors.WrongType, $"Column `{column.Name}` is {column.Type} in the first frame and {other.Type} in another.", "Cast it in SQL before appending.");

    private PlatformException UnknownColumn(string name)
    {
        var nearest = Contracts.Text.Nearest.To(name, Names);
        return new PlatformException(DataErrors.UnknownColumn, $"There is no column `{name}`.", nearest is null ? $"The columns are {string.Join(", ", Names)}." : $"Did you mean `{nearest}`?");
    }
}
