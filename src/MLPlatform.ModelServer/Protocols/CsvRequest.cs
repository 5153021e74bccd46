using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>Reads a <c>text/csv</c> body of <c>/invocations</c>, with a header, through the product's one CSV reader, which reads files.</summary>
internal static class CsvRequest
{
    public static async Task<Frame> ReadAsync(ReadOnlyMemory<byte> body, CancellationToken cancel)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mlplatform-{Guid.NewGuid():N}.csv");
        try
        {
            await File.WriteAllBytesAsync(file, body, cancel);
            return Frame.FromCsv(file);
        }
        catch (PlatformException refused) when (refused.Code == DataErrors.FileUnreadable)
        {
            throw new PlatformException(EndpointErrors.BadRequest, "The body is not CSV with a header.", "Send the names of the columns in the first line.", refused);
        }
        finally
        {
            File.Delete(file);
        }
    }

    public static BoundRequest Bind(Frame frame, RequestSchema schema)
    {
        var columns = new Column?[schema.Slots.Count];
        for (var at = 0; at < columns.Length; at++)
        {
            var slot = schema.Slots[at];
            if (frame.Has(slot.Name))
                columns[at] = Fit(frame[slot.Name], slot);
            else if (at < schema.InputCount && !slot.NullAllowed)
                throw new PlatformException(EndpointErrors.MissingFeature, $"Input `{slot.Name}` is missing.", $"The CSV has the columns {string.Join(", ", frame.Names.Take(50))}.");
        }

        return new BoundRequest(columns, frame.RowCount);
    }

    private static Column Fit(Column column, Slot slot)
    {
        if (column.NullCount > 0 && !slot.NullAllowed)
            throw new PlatformException(EndpointErrors.WrongShape, $"`{slot.Name}` is empty in a row.", "Give a value in every row.");
        if (column.NullCount == column.Length && slot.Type is not null)
            return new Column<double>(slot.Name, new double[column.Length], new byte[Bitmap.ByteCount(column.Length)]);
        var fits = slot.Type switch
        {
            null => column.Type is ColumnType.Text or ColumnType.Int64 or ColumnType.Int32,
            ColumnType.Bool => column.Type == ColumnType.Bool,
            _ => column.Type is not (ColumnType.Text or ColumnType.Timestamp or ColumnType.Bool),
        };
        return fits ? column : throw new PlatformException(EndpointErrors.WrongShape, $"`{slot.Name}` reads as {column.Type} in the CSV; the model takes {(slot.Type is { } type ? type : "a key")}.");
    }
}
