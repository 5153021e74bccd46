using System.Text.Json;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Binding;

/// <summary>Bools from true and false.</summary>
internal sealed class FlagBuilder(Slot slot) : ColumnBuilder(slot)
{
    private byte[] _bits = new byte[1];

    protected override void AppendValue(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
            throw DoesNotFit(ref reader, "true or false");
        EnsureRoom(ref _bits, Count / 8);
        Bitmap.Set(_bits, Count, reader.TokenType == JsonTokenType.True);
    }

    protected override void AppendDefault()
    {
        EnsureRoom(ref _bits, Count / 8);
        Bitmap.Set(_bits, Count, false);
    }

    protected override Column Build(ReadOnlyMemory<byte> validity) => new BoolColumn(Slot.Name, _bits.AsMemory(0, Bitmap.ByteCount(Count)), Count, validity);
}
