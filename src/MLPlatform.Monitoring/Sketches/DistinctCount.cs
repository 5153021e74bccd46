using System.Text.Json;
using System.Text.Json.Serialization;

namespace MLPlatform.Monitoring.Sketches;

/// <summary>
/// About how many different values there were, to within 3 % (one standard error), in 768 bytes: HyperLogLog with 1,024 registers of six bits (Flajolet et al. 2007,
/// with linear counting where few registers are filled). Counts of parts merge into the count of the whole.
/// </summary>
[JsonConverter(typeof(DistinctCountJson))]
public sealed class DistinctCount
{
    private const int Bits = 10;
    private const int Registers = 1 << Bits;
    private const double Alpha = 0.7213 / (1 + (1.079 / Registers));

    private readonly byte[] _registers = new byte[Registers];

    public void Add(double value) => Add(BitConverter.DoubleToUInt64Bits(value == 0 ? 0 : value));

    public void Add(string text)
    {
        // FNV-1a over UTF-16 code units.
        var hash = 14695981039346656037UL;
        foreach (var unit in text)
            hash = (hash ^ unit) * 1099511628211UL;
        Add(hash);
    }

    public void Add(DistinctCount other)
    {
        for (var i = 0; i < Registers; i++)
            _registers[i] = Math.Max(_registers[i], other._registers[i]);
    }

    public long Estimate()
    {
        double sum = 0;
        var empty = 0;
        foreach (var register in _registers)
        {
            sum += Math.ScaleB(1, -register);
            empty += register == 0 ? 1 : 0;
        }

        var raw = Alpha * Registers * Registers / sum;
        return (long)Math.Round(raw <= 2.5 * Registers && empty > 0 ? Registers * Math.Log((double)Registers / empty) : raw);
    }

    internal byte[] Pack()
    {
        var packed = new byte[Registers * 6 / 8];
        for (var i = 0; i < Registers; i++)
            for (var bit = 0; bit < 6; bit++)
                if ((_registers[i] >> bit & 1) != 0)
                    packed[((i * 6) + bit) / 8] |= (byte)(1 << ((i * 6) + bit) % 8);
        return packed;
    }

    internal static DistinctCount Unpack(byte[] packed)
    {
        if (packed.Length != Registers * 6 / 8)
            throw new JsonException("A count of distinct values has the wrong length.");
        var count = new DistinctCount();
        for (var i = 0; i < Registers; i++)
            for (var bit = 0; bit < 6; bit++)
                count._registers[i] |= (byte)((packed[((i * 6) + bit) / 8] >> ((i * 6) + bit) % 8 & 1) << bit);
        return count;
    }

    private void Add(ulong value)
    {
        // SplitMix64's finisher spreads neighbouring values over all bits.
        var hash = value + 0x9E3779B97F4A7C15UL;
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        hash ^= hash >> 31;
        var register = hash >> (64 - Bits);
        var rank = (byte)(Math.Min(63 - Bits, System.Numerics.BitOperations.LeadingZeroCount(hash << Bits)) + 1);
        if (rank > _registers[register])
            _registers[register] = rank;
    }
}

internal sealed class DistinctCountJson : JsonConverter<DistinctCount>
{
    public override DistinctCount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TryGetBytesFromBase64(out var bytes) ? DistinctCount.Unpack(bytes) : throw new JsonException("A count of distinct values is Base64.");

    public override void Write(Utf8JsonWriter writer, DistinctCount value, JsonSerializerOptions options) => writer.WriteBase64StringValue(value.Pack());
}
