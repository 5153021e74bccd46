using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;

namespace MLPlatform.Frames;

/// <summary>A column of UTF-8 text: <c>length + 1</c> int32 offsets into one byte buffer, at most 2 GiB.</summary>
public sealed class TextColumn : Column
{
    /// <param name="offsets">Invariant: ascending, first 0, last the length of <paramref name="utf8"/>.</param>
    public TextColumn(string name, ReadOnlyMemory<int> offsets, ReadOnlyMemory<byte> utf8, ReadOnlyMemory<byte> validity = default)
        : base(name, ColumnType.Text, offsets.Length - 1, validity)
    {
        Offsets = offsets;
        Utf8 = utf8;
    }

    public ReadOnlyMemory<int> Offsets { get; }

    public ReadOnlyMemory<byte> Utf8 { get; }

    /// <summary>The bytes of one row; empty for a null.</summary>
    public ReadOnlySpan<byte> this[int row] => Utf8.Span[Offsets.Span[row]..Offsets.Span[row + 1]];

    public static TextColumn Of(string name, IReadOnlyList<string?> values)
    {
        var offsets = new int[values.Count + 1];
        var bytes = new byte[values.Sum(value => value is null ? 0 : Encoding.UTF8.GetByteCount(value))];
        var validity = values.Contains(null) ? new byte[Bitmap.ByteCount(values.Count)] : [];
        for (var i = 0; i < values.Count; i++)
        {
            offsets[i + 1] = offsets[i] + (values[i] is { } text ? Encoding.UTF8.GetBytes(text, bytes.AsSpan(offsets[i])) : 0);
            if (validity.Length > 0 && values[i] is not null)
                Bitmap.Set(validity, i, true);
        }

        return new TextColumn(name, offsets, bytes, validity);
    }

    public string? GetText(int row) => IsNull(row) ? null : Encoding.UTF8.GetString(this[row]);

    public override object? GetValue(int row) => GetText(row);

    public override Column Rename(string name) => new TextColumn(name, Offsets, Utf8, Validity);

    public override Column Take(ReadOnlySpan<int> rows)
    {
        var offsets = new int[rows.Length + 1];
        for (var i = 0; i < rows.Length; i++)
            offsets[i + 1] = offsets[i] + (rows[i] < 0 ? 0 : this[rows[i]].Length);
        var bytes = new byte[offsets[^1]];
        for (var i = 0; i < rows.Length; i++)
            if (rows[i] >= 0)
                this[rows[i]].CopyTo(bytes.AsSpan(offsets[i]));
        return new TextColumn(Name, offsets, bytes, TakeValidity(rows));
    }

    public override Column Slice(int start, int length)
    {
        var offsets = Offsets.Span.Slice(start, length + 1).ToArray();
        var first = offsets[0];
        for (var i = 0; i < offsets.Length; i++)
            offsets[i] -= first;
        return new TextColumn(Name, offsets, Utf8.Slice(first, offsets[^1]), SliceValidity(start, length));
    }

    public override Column Append(IReadOnlyList<Column> others)
    {
        var parts = others.Prepend(this).Cast<TextColumn>().ToArray();
        var offsets = new int[parts.Sum(part => part.Length) + 1];
        var bytes = new byte[parts.Sum(part => part.Utf8.Length)];
        int row = 0, at = 0;
        foreach (var part in parts)
        {
            part.Utf8.Span.CopyTo(bytes.AsSpan(at));
            for (var i = 0; i < part.Length; i++)
                offsets[++row] = at + part.Offsets.Span[i + 1];
            at += part.Utf8.Length;
        }

        return new TextColumn(Name, offsets, bytes, AppendValidity(others));
    }

    public override double[] ToDoubles() => throw new PlatformException(DataErrors.WrongType, $"Column `{Name}` is text, a number is needed.", "Leave it out or encode it.");
}
