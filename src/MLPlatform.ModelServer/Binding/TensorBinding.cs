using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;

namespace MLPlatform.ModelServer.Binding;

/// <summary>What every encoding of an Open Inference request has in common: one tensor per column, or one of rows × inputs.</summary>
internal static class TensorBinding
{
    /// <summary>Adds one tensor; <paramref name="rows"/> is -1 before the first.</summary>
    public static void Add(RequestSchema schema, RequestColumns columns, string name, string datatype, IReadOnlyList<long> shape, ReadOnlySpan<byte> bytes, ref long rows)
    {
        var slot = schema.Find(name);
        var tensorRows = Rows(name, shape, rows);
        var tensor = new RawTensor(name, datatype, bytes);
        rows = tensorRows;
        if (slot < 0)
        {
            RequireWhole(schema, columns, name, shape, datatype);
            tensor.RequireLength(tensorRows * schema.InputCount);
            if (datatype == "BYTES")
                throw schema.Unknown(name);
            for (var input = 0; input < schema.InputCount; input++)
                columns.Set(input, tensor.Read(schema.Slots[input], (int)tensorRows, input, schema.InputCount));
            return;
        }

        RequireColumn(columns, schema.Slots[slot], slot, shape, datatype);
        tensor.RequireLength(tensorRows);
        columns.Set(slot, tensor.Read(schema.Slots[slot], (int)tensorRows, 0, 1));
    }

    public static long Rows(string name, IReadOnlyList<long> shape, long before)
    {
        for (var i = 0; i < shape.Count; i++)
            if (i == 8 || shape[i] is < 0 or > int.MaxValue)
                throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` has the shape [{string.Join(", ", shape.Take(8))}].", "A shape holds whole numbers from 0.");
        var rows = shape.Count == 0 ? 1 : shape[0];
        return before < 0 || rows == before ? rows : throw new PlatformException(EndpointErrors.WrongShape, $"Input `{name}` has {rows} rows, those before it have {before}.");
    }

    public static void RequireColumn(RequestColumns columns, Slot slot, int at, IReadOnlyList<long> shape, string datatype)
    {
        if (shape.Count > 2 || (shape.Count == 2 && shape[1] != 1))
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{slot.Name}` has the shape [{string.Join(", ", shape)}].", "It is one value per row: [rows] or [rows, 1].");
        if (columns.Has(at))
            throw JsonText.Bad($"Input `{slot.Name}` is given twice.");
        RequireType(slot, datatype);
    }

    // Clients that know no column names send one tensor, whatever they call it.
    public static void RequireWhole(RequestSchema schema, RequestColumns columns, string name, IReadOnlyList<long> shape, string datatype)
    {
        if (shape.Count != 2 || shape[1] != schema.InputCount || columns.Has(0))
            throw schema.Unknown(name);
        for (var slot = 0; slot < schema.InputCount; slot++)
            RequireType(schema.Slots[slot], datatype);
    }

    private static void RequireType(Slot slot, string datatype)
    {
        var fits = (slot.Type, datatype) switch
        {
            (ColumnType.Float32 or ColumnType.Float64, "FP64" or "FP32" or "FP16" or "BF16") => true,
            // Clients whose integers may be missing send them so: NaN is the gap, and a fraction is refused when it is read.
            (ColumnType.Int32 or ColumnType.Int64, "FP64" or "FP32") => slot.NullAllowed,
            (ColumnType.Bool, "BOOL") => true,
            (null, "BYTES") => true,
            (not ColumnType.Bool, "INT64" or "INT32" or "INT16" or "INT8" or "UINT64" or "UINT32" or "UINT16" or "UINT8") => true,
            _ => false,
        };
        if (!fits)
            throw new PlatformException(EndpointErrors.WrongShape, $"Input `{slot.Name}` is `{(datatype.Length <= 20 ? datatype : datatype[..20])}`; the model takes {Protocols.OpenInferenceTypes.Of(slot.Type)}.");
    }
}
