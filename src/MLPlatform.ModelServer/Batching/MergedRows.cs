using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Batching;

/// <summary>Rows of several requests as one frame.</summary>
internal static class MergedRows
{
    /// <param name="parts">Of one model: the same columns in the same order, though an input may come as whole numbers in one and as fractions in the next.</param>
    public static Frame Of(IReadOnlyList<Frame> parts)
    {
        var columns = new Column[parts[0].Count];
        for (var at = 0; at < columns.Length; at++)
            columns[at] = Merge([.. parts.Select(part => part[at])]);
        return new Frame(columns);
    }

    private static Column Merge(Column[] parts)
    {
        if (Array.TrueForAll(parts, part => part.Type == parts[0].Type))
            return parts[0].Append(parts[1..]);
        // A missing value is NaN here, which the engines read as missing too.
        return new Column<double>(parts[0].Name, Array.ConvertAll(parts, part => part.ToDoubles()).SelectMany(values => values).ToArray());
    }
}
