using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.FeatureServer.Store;

/// <summary>The stored key of a row: the number of its view (int32), then the key values in the view's order, integers and floats widened.</summary>
internal sealed class KeyCodec
{
    private readonly int _viewId;
    private readonly Column[] _columns;

    /// <exception cref="PlatformException">A key column is missing or of another type.</exception>
    public KeyCodec(int viewId, OnlineView view, Frame rows)
    {
        _viewId = viewId;
        _columns = [.. view.Keys.Select(key => Find(view, key, rows))];
    }

    /// <returns>False when a key is null: such a row is never stored and never found.</returns>
    public bool TryWrite(WireWriter writer, int row)
    {
        writer.Clear();
        writer.Int32(_viewId);
        foreach (var column in _columns)
        {
            if (column.IsNull(row))
                return false;
            RowCodec.WriteValue(writer, column, row);
        }

        return true;
    }

    private static Column Find(OnlineView view, JoinKey key, Frame rows)
    {
        if (!rows.Has(key.Name))
            throw new PlatformException(FeatureErrors.KeyMissing, $"The rows have no column `{key.Name}`, the key of view `{view.View}`.", Nearest.To(key.Name, rows.Names) is { } near ? $"Did you mean `{near}`?" : $"The keys are {string.Join(", ", view.Keys.Select(known => known.Name))}.");
        var column = rows[key.Name];
        if (!KeyTypes.Fit(key.Type, column.Type))
            throw new PlatformException(FeatureErrors.KeyType, $"The key `{key.Name}` of view `{view.View}` is {key.Type}; the rows hold `{column.Type}`.", "Cast the column.");
        return Widened(column);
    }

    private static Column Widened(Column column)
    {
        if (column is not (Column<int> or Column<float> or Column<double>))
            return column;
        var doubles = column.ToDoubles();
        // Every int fits a double exactly; adding zero makes the two zeros of floats one.
        return column is Column<int>
            ? new Column<long>(column.Name, Array.ConvertAll(doubles, value => double.IsNaN(value) ? 0 : (long)value), column.Validity)
            : new Column<double>(column.Name, Array.ConvertAll(doubles, value => value + 0.0), column.Validity);
    }
}
