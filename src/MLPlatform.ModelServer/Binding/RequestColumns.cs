using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>The columns of one request while it is read.</summary>
internal sealed class RequestColumns(RequestSchema schema)
{
    // Finding the nearest name costs the product of the lengths, and these come from strangers.
    private const int Remembered = 16, LongestName = 200;

    private readonly ColumnBuilder?[] _builders = new ColumnBuilder?[schema.Slots.Count];
    private Column?[]? _ready;
    private readonly List<string> _unknown = [];

    public ColumnBuilder this[int slot] => _builders[slot] ??= ColumnBuilder.For(schema.Slots[slot]);

    public bool Has(int slot) => _builders[slot] is not null || _ready?[slot] is not null;

    /// <summary>Takes a column that arrived whole.</summary>
    public void Set(int slot, Column column) => (_ready ??= new Column?[_builders.Length])[slot] = column;

    /// <summary>Remembers a column the model does not know, for a better message when an input is missing.</summary>
    public void Ignore(string name)
    {
        if (_unknown.Count < Remembered && name.Length <= LongestName)
            _unknown.Add(name);
    }

    /// <summary>Adds values of nested or flat arrays to one column; the reader stands on the value and ends on its last token.</summary>
    /// <param name="most">More values than this are refused while they are read.</param>
    public static void Flatten(ref Utf8JsonReader reader, ColumnBuilder builder, long most)
    {
        var depth = 0;
        do
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray: depth++; break;
                case JsonTokenType.EndArray: depth--; break;
                case JsonTokenType.StartObject: throw JsonText.Bad($"`{builder.Slot.Name}` holds an object in row {builder.Count}.", "Give numbers, strings or bools.");
                default:
                    if (builder.Count >= most)
                        throw new PlatformException(EndpointErrors.WrongShape, $"`{builder.Slot.Name}` holds more values than its shape says ({most}).");
                    builder.Append(ref reader);
                    break;
            }
        }
        while (depth > 0 && reader.Read());
    }

    /// <summary>Adds rows given as arrays in the order of the model's inputs; the reader stands on the outer array and ends on its end.</summary>
    public int ReadMatrix(ref Utf8JsonReader reader)
    {
        var rows = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.StartArray)
            {
                var column = 0;
                while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
                {
                    if (column == schema.InputCount)
                        throw Ragged(rows, "more");
                    this[column++].Append(ref reader);
                }

                if (column < schema.InputCount)
                    throw Ragged(rows, $"{column}");
            }
            else if (schema.InputCount == 1)
            {
                this[0].Append(ref reader);
            }
            else
            {
                throw Ragged(rows, "1");
            }

            rows++;
        }

        return rows;
    }

    /// <summary>Adds rows given as objects; the reader stands on the outer array and ends on its end.</summary>
    public int ReadRecords(ref Utf8JsonReader reader, string what)
    {
        var rows = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            JsonText.Require(ref reader, JsonTokenType.StartObject, $"{what}[{rows}]");
            var guess = 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var slot = schema.Find(ref reader, guess, out var unknown);
                reader.Read();
                if (slot < 0)
                {
                    if (rows == 0)
                        Ignore(unknown!);
                    reader.Skip();
                    continue;
                }

                var builder = this[slot];
                if (builder.Count > rows)
                    throw JsonText.Bad($"Row {rows} gives `{builder.Slot.Name}` twice.");
                builder.PadTo(rows);
                builder.Append(ref reader);
                guess = slot + 1;
            }

            rows++;
        }

        return rows;
    }

    /// <summary>Finished columns by slot; all have <paramref name="rows"/> rows.</summary>
    /// <exception cref="PlatformException">An input is missing that only the request could give; the message names it.</exception>
    public Column?[] Build(int rows)
    {
        var columns = new Column?[_builders.Length];
        for (var slot = 0; slot < columns.Length; slot++)
        {
            if (_ready?[slot] is { } ready)
            {
                columns[slot] = ready;
                continue;
            }

            var builder = _builders[slot];
            if (builder is null)
            {
                if (slot < schema.InputCount && !schema.Slots[slot].NullAllowed)
                    throw Missing(schema.Slots[slot].Name);
                continue;
            }

            builder.PadTo(rows);
            columns[slot] = builder.Build();
        }

        return columns;
    }

    private PlatformException Missing(string name)
    {
        var near = Contracts.Text.Nearest.To(name, _unknown);
        return new PlatformException(EndpointErrors.MissingFeature, $"Input `{name}` is missing.", near is null ? "GET /v2/models/NAME shows the inputs of the model." : $"Is it the one called `{near}`?");
    }

    private PlatformException Ragged(int row, string has) =>
        new(EndpointErrors.WrongShape, $"Row {row} has {has} values, the model takes {schema.InputCount}.", "Give them in the order of the model's inputs, or by name.");
}
