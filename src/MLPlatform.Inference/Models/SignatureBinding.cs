using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;
using MLPlatform.Frames;

namespace MLPlatform.Inference.Models;

/// <summary>Finds a model's input columns in a frame and checks that each fits.</summary>
internal static class SignatureBinding
{
    /// <returns>One column per input, in order; null for an optional input the frame lacks.</returns>
    public static Column?[] Bind(Frame rows, IReadOnlyList<SignatureColumn> inputs)
    {
        var columns = new Column?[inputs.Count];
        for (var i = 0; i < columns.Length; i++)
        {
            var input = inputs[i];
            if (rows.Has(input.Name))
                columns[i] = Fits(rows[input.Name], input);
            else if (input.Required)
                throw Missing(rows, inputs, input.Name);
        }

        return columns;
    }

    private static Column Fits(Column column, SignatureColumn input)
    {
        if (column.Type is ColumnType.Text or ColumnType.Timestamp)
            throw Wrong(input, $"is {column.Type}");
        if (input.Type is ColumnType.Int32 or ColumnType.Int64 or ColumnType.Bool && column.Type is ColumnType.Float32 or ColumnType.Float64)
        {
            var values = column.ToDoubles();
            var fraction = Array.FindIndex(values, value => !double.IsNaN(value) && Math.Floor(value) != value);
            if (fraction >= 0)
                throw Wrong(input, $"holds {values[fraction]} in row {fraction}");
        }

        return column;
    }

    private static PlatformException Wrong(SignatureColumn input, string what) =>
        new(EndpointErrors.WrongShape, $"Input `{input.Name}` {what}; the model takes {input.Type}.");

    private static PlatformException Missing(Frame rows, IReadOnlyList<SignatureColumn> inputs, string name)
    {
        var known = inputs.Select(input => input.Name).ToHashSet();
        var near = Nearest.To(name, rows.Names.Where(other => !known.Contains(other)));
        return new PlatformException(EndpointErrors.MissingFeature, $"Input `{name}` is missing.", near is null ? $"The model takes {string.Join(", ", inputs.Select(input => input.Name))}." : $"Is it the column called `{near}`?");
    }
}
