using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace MLPlatform.Kernel.Interrupts;

/// <summary>Text to insert into a source, and the way back from a position in the result.</summary>
internal sealed class Insertions
{
    private readonly List<(int Position, int Rank, string Text)> _all = [];
    private (int Position, int Length)[] _sorted = [];

    public bool IsEmpty => _all.Count == 0;

    /// <param name="span">Spans must nest or be disjoint and be added from the outside in.</param>
    public void Around(TextSpan span, string before, string after)
    {
        _all.Add((span.Start, _all.Count + 1, before));
        // At one position inner ends come before outer ones, and all ends before any start.
        _all.Add((span.End, -_all.Count, after));
    }

    public void Before(int position, string text) => _all.Add((position, _all.Count + 1, text));

    public string Apply(string source)
    {
        _all.Sort((a, b) => a.Position != b.Position ? a.Position.CompareTo(b.Position) : a.Rank.CompareTo(b.Rank));
        _sorted = [.. _all.Select(one => (one.Position, one.Text.Length))];
        var result = new StringBuilder(source.Length + _all.Sum(one => one.Text.Length));
        var at = 0;
        foreach (var (position, _, text) in _all)
        {
            result.Append(source, at, position - at).Append(text);
            at = position;
        }

        return result.Append(source, at, source.Length - at).ToString();
    }

    /// <summary>The position in the source that <paramref name="position"/> of the result came from.</summary>
    public int Original(int position)
    {
        var added = 0;
        foreach (var (at, length) in _sorted)
        {
            if (at + added + length > position)
                return Math.Min(position - added, at);
            added += length;
        }

        return position - added;
    }
}
