using MLPlatform.Contracts.Errors;
using MLPlatform.Frames.DuckDb;

namespace MLPlatform.Frames;

public sealed partial class Frame
{
    /// <summary>Runs SQL that sees this frame as <c>this</c>: <c>frame.Sql("select origin, avg(delay) as delay from this group by origin")</c>.</summary>
    /// <exception cref="PlatformException">DuckDB refused the query; its message says where.</exception>
    public Frame Sql(string sql, CancellationToken cancellation = default)
    {
        using var engine = new SqlEngine();
        engine.Register("this", this);
        return engine.Query(sql, cancellation);
    }

    /// <summary>Rows for which an SQL condition holds, in their order: <c>frame.Where("month &lt;= 3")</c>.</summary>
    /// <exception cref="PlatformException">DuckDB refused the condition.</exception>
    public Frame Where(string condition) => Sql($"SELECT * FROM this WHERE ({condition}\n)");

    /// <summary>Rows ordered by SQL expressions: <c>frame.OrderBy("origin, delay desc")</c>. Nulls come last; rows that compare equal keep their order.</summary>
    /// <exception cref="PlatformException">DuckDB refused an expression.</exception>
    public Frame OrderBy(string expressions)
    {
        var row = Enumerable.Range(0, RowCount).ToArray();
        var name = "row";
        while (Has(name))
            name += "_";
        var order = With(new Column<int>(name, row)).Sql($"SELECT {SqlText.Identifier(name)} FROM this ORDER BY {expressions}\n, {SqlText.Identifier(name)}");
        return Take(order.Numbers<int>(name).Values.ToArray());
    }

    /// <summary>Rows drawn without replacement, in this frame's order; the same seed draws the same rows. All rows when there are fewer than asked.</summary>
    public Frame Sample(int rows, int seed)
    {
        if (rows >= RowCount)
            return this;
        // Selection sampling (Knuth, TAOCP 3.4.2, algorithm S): one pass, and the order is kept.
        var random = new SplitMix64((ulong)seed);
        var drawn = new int[rows];
        for (int row = 0, taken = 0; taken < rows; row++)
            if ((RowCount - row) * random.NextDouble() < rows - taken)
                drawn[taken++] = row;
        return Take(drawn);
    }

    /// <summary>One row per column: name, type, rows, nulls, distinct (approximate), mean, std, min, q25, q50, q75, max; text columns leave the numbers null, min and max of timestamps are in microseconds.</summary>
    public Frame Describe()
    {
        if (Count == 0)
            throw new PlatformException(DataErrors.UnknownColumn, "A frame without columns has nothing to describe.");
        var parts = _columns.Select((column, at) =>
        {
            var name = SqlText.Identifier(column.Name);
            var number = column.Type switch
            {
                Contracts.Features.ColumnType.Text => "NULL::DOUBLE",
                Contracts.Features.ColumnType.Timestamp => $"epoch_us({name})::DOUBLE",
                _ => $"{name}::DOUBLE",
            };
            var finite = $"CASE WHEN isfinite({number}) THEN {number} END";
            return $"SELECT {SqlText.Literal(at)} AS position, {SqlText.Literal(column.Name)} AS \"column\", {SqlText.Literal(column.Type.ToString())} AS type, count(*) AS rows, "
                + $"count(*) - count({name}) AS nulls, approx_count_distinct({name}) AS \"distinct\", avg({finite}) AS mean, stddev_samp({finite}) AS std, "
                + $"min({finite}) AS min, quantile_cont({finite}, [0.25, 0.5, 0.75]) AS q, max({finite}) AS max FROM this";
        });
        return Sql($"SELECT \"column\", type, rows, nulls, \"distinct\", mean, std, min, q[1] AS q25, q[2] AS q50, q[3] AS q75, max FROM (\n{string.Join("\nUNION ALL\n", parts)}) ORDER BY position");
    }
}
