using System.Text.Json;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>A join key: text or int64, as the first row of the request has it.</summary>
internal sealed class KeyBuilder(Slot slot) : ColumnBuilder(slot)
{
    private readonly List<string> _texts = [];
    private readonly List<long> _numbers = [];

    protected override void AppendValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String && _numbers.Count == 0)
            _texts.Add(JsonText.Read(ref reader));
        else if (reader.TokenType == JsonTokenType.Number && _texts.Count == 0 && IntegerBuilder.TryRead(ref reader, out var number))
            _numbers.Add(number);
        else
            throw DoesNotFit(ref reader, _texts.Count > 0 ? "a string, like the rows before" : _numbers.Count > 0 ? "a whole number, like the rows before" : "a string or a whole number");
    }

    // Unreachable: a key slot allows no null.
    protected override void AppendDefault() => throw new InvalidOperationException();

    protected override Column Build(ReadOnlyMemory<byte> validity) =>
        _numbers.Count > 0 ? new Column<long>(Slot.Name, _numbers.ToArray()) : TextColumn.Of(Slot.Name, _texts);
}
