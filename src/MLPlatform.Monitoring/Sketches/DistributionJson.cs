using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLPlatform.Monitoring.Sketches;

/// <summary>
/// A distribution in a few kilobytes whatever it holds: <c>{ "exact", "grid": { "centre", "scale" }, "packed" }</c>, where <c>packed</c> is the number of entries, then
/// their places (float64 while exact, else the first bucket and the gaps to the next), then their counts; whole numbers in seven bits a byte, low bits first.
/// Reads <c>"at"</c> and <c>"counts"</c> as plain arrays too, as the first version wrote them.
/// </summary>
internal sealed class DistributionJson : JsonConverter<Distribution>
{
    public override Distribution Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var json = JsonDocument.ParseValue(ref reader);
        var root = json.RootElement;
        try
        {
            var exact = root.GetProperty("exact").GetBoolean();
            var grid = root.TryGetProperty("grid", out var known) && known.ValueKind == JsonValueKind.Object ? new Grid(known.GetProperty("centre").GetDouble(), known.GetProperty("scale").GetDouble()) : null;
            if (!exact && grid is null)
                throw new JsonException("A distribution has buckets and no grid.");
            var (at, counts) = root.TryGetProperty("packed", out var packed)
                ? Unpack(packed.GetBytesFromBase64(), exact)
                : (root.GetProperty("at").EnumerateArray().Select(value => value.GetDouble()).ToArray(), root.GetProperty("counts").EnumerateArray().Select(value => value.GetInt64()).ToArray());
            return at.Length == counts.Length ? new Distribution { Exact = exact, Grid = grid, At = at, Counts = counts } : throw new JsonException("A distribution has more places than counts.");
        }
        catch (Exception torn) when (torn is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException("A distribution is torn.", torn);
        }
    }

    public override void Write(Utf8JsonWriter writer, Distribution value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("exact", value.Exact);
        if (value.Grid is { } grid)
        {
            writer.WriteStartObject("grid");
            writer.WriteNumber("centre", grid.Centre);
            writer.WriteNumber("scale", grid.Scale);
            writer.WriteEndObject();
        }

        writer.WriteBase64String("packed", Pack(value));
        writer.WriteEndObject();
    }

    private static byte[] Pack(Distribution value)
    {
        var bytes = new List<byte>(value.At.Count * (value.Exact ? 10 : 3));
        Put(bytes, (ulong)value.At.Count);
        var before = -(long)Grid.Outermost;
        foreach (var at in value.At)
        {
            if (value.Exact)
            {
                var eight = new byte[8];
                BinaryPrimitives.WriteDoubleLittleEndian(eight, at);
                bytes.AddRange(eight);
            }
            else
            {
                Put(bytes, (ulong)((long)at - before));
                before = (long)at;
            }
        }

        foreach (var count in value.Counts)
            Put(bytes, (ulong)count);
        return [.. bytes];
    }

    private static (double[] At, long[] Counts) Unpack(ReadOnlySpan<byte> bytes, bool exact)
    {
        var length = Take(ref bytes);
        if (length > (ulong)bytes.Length)
            throw new JsonException("A distribution is cut off.");
        var at = new double[length];
        var before = -(long)Grid.Outermost;
        for (var i = 0; i < at.Length; i++)
        {
            if (!exact)
            {
                at[i] = before += (long)Take(ref bytes);
                if (before is < -Grid.Outermost or > Grid.Outermost)
                    throw new JsonException("A distribution has a bucket that no grid has.");
                continue;
            }

            if (bytes.Length < 8)
                throw new JsonException("A distribution is cut off.");
            at[i] = BinaryPrimitives.ReadDoubleLittleEndian(bytes);
            bytes = bytes[8..];
        }

        var counts = new long[length];
        for (var i = 0; i < counts.Length; i++)
            counts[i] = (long)Take(ref bytes);
        return bytes.IsEmpty ? (at, counts) : throw new JsonException("Something follows a distribution.");
    }

    private static void Put(List<byte> bytes, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
    }

    private static ulong Take(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; shift < 63; shift += 7)
        {
            if (bytes.IsEmpty)
                throw new JsonException("A distribution is cut off.");
            var octet = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
                return value;
        }

        throw new JsonException("A number of a distribution is too large.");
    }
}
