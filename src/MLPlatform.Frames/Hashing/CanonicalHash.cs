using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace MLPlatform.Frames.Hashing;

/// <summary>
/// The canonical content hash, format 1. All integers little-endian.
/// Column digest = SHA-256 of: type name in lower case, 0x0A, rows int64, 1 byte that says whether there are nulls, the validity bitmap when there are, values.
/// Values are Arrow's buffers with nulls as zero bits, every NaN as the quiet NaN 0x7FF8…/0x7FC0…, -0 as 0 (Parquet dictionaries do not keep them apart) and bits past the end clear;
/// for text, one int32 length per row, then the bytes of all rows that are not null.
/// Frame digest = SHA-256 of: "mlplatform-frame/1\n", columns int32, rows int64, then per column: length of its name int32, its name in UTF-8, column digest.
/// </summary>
internal static class CanonicalHash
{
    // A multiple of 8 rows, so that a block starts at a byte of the validity bitmap; the scratch copy stays in the level-2 cache.
    private const int BlockRows = 16_384;

    public static byte[] Of(Frame frame)
    {
        var digests = new byte[frame.Count][];
        Parallel.For(0, frame.Count, i => digests[i] = Of(frame[i]));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("mlplatform-frame/1\n"u8);
        Append(hash, frame.Count);
        Append(hash, (long)frame.RowCount);
        for (var i = 0; i < digests.Length; i++)
        {
            var name = Encoding.UTF8.GetBytes(frame[i].Name);
            Append(hash, name.Length);
            hash.AppendData(name);
            hash.AppendData(digests[i]);
        }

        return hash.GetHashAndReset();
    }

    private static byte[] Of(Column column)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{column.Type.ToString().ToLowerInvariant()}\n"));
        Append(hash, (long)column.Length);
        var nulls = column.NullCount > 0;
        hash.AppendData([nulls ? (byte)1 : (byte)0]);
        if (nulls)
            AppendBits(hash, column.Validity.Span, default, column.Length);
        switch (column)
        {
            case Column<int> ints:
                AppendNumbers(hash, ints, quietNaN: 0);
                break;
            case Column<long> longs:
                AppendNumbers(hash, longs, quietNaN: 0);
                break;
            case Column<float> floats:
                AppendNumbers(hash, floats, BitConverter.UInt32BitsToSingle(0x7FC00000));
                break;
            case Column<double> doubles:
                AppendNumbers(hash, doubles, BitConverter.UInt64BitsToDouble(0x7FF8000000000000));
                break;
            case BoolColumn bools:
                AppendBits(hash, bools.Bits.Span, nulls ? bools.Validity.Span : default, bools.Length);
                break;
            case TextColumn text:
                AppendText(hash, text);
                break;
            default:
                throw new NotSupportedException($"No canonical form for {column.GetType().Name}.");
        }

        return hash.GetHashAndReset();
    }

    private static void AppendNumbers<T>(IncrementalHash hash, Column<T> column, T quietNaN)
        where T : unmanaged, INumber<T>
    {
        var nulls = column.NullCount > 0;
        if (!nulls && quietNaN == default)
        {
            for (var start = 0; start < column.Length; start += BlockRows)
                hash.AppendData(MemoryMarshal.AsBytes(column.Values.Slice(start, Math.Min(BlockRows, column.Length - start))));
            return;
        }

        var scratch = new T[Math.Min(BlockRows, column.Length)];
        for (var start = 0; start < column.Length; start += BlockRows)
        {
            var block = scratch.AsSpan(0, Math.Min(BlockRows, column.Length - start));
            column.Values.Slice(start, block.Length).CopyTo(block);
            for (var i = 0; i < block.Length; i++)
            {
                if (nulls && column.IsNull(start + i))
                    block[i] = default;
                else if (T.IsNaN(block[i]))
                    block[i] = quietNaN;
                else if (T.IsZero(block[i]))
                    block[i] = T.Zero;
            }

            hash.AppendData(MemoryMarshal.AsBytes(block));
        }
    }

    /// <summary>Bits and, where given, the mask, with those past the end clear.</summary>
    private static void AppendBits(IncrementalHash hash, ReadOnlySpan<byte> bits, ReadOnlySpan<byte> mask, int length)
    {
        var bytes = bits[..Bitmap.ByteCount(length)].ToArray();
        for (var i = 0; i < mask.Length && i < bytes.Length; i++)
            bytes[i] &= mask[i];
        if ((length & 7) != 0)
            bytes[^1] &= (byte)((1 << (length & 7)) - 1);
        hash.AppendData(bytes);
    }

    private static void AppendText(IncrementalHash hash, TextColumn column)
    {
        var nulls = column.NullCount > 0;
        var offsets = column.Offsets.Span;
        var lengths = new int[Math.Min(BlockRows, column.Length)];
        var total = 0L;
        for (var start = 0; start < column.Length; start += BlockRows)
        {
            var block = lengths.AsSpan(0, Math.Min(BlockRows, column.Length - start));
            for (var i = 0; i < block.Length; i++)
                total += block[i] = nulls && column.IsNull(start + i) ? 0 : offsets[start + i + 1] - offsets[start + i];
            hash.AppendData(MemoryMarshal.AsBytes(block));
        }

        if (total == column.Utf8.Length)
        {
            hash.AppendData(column.Utf8.Span);
            return;
        }

        for (var row = 0; row < column.Length; row++)
            if (!column.IsNull(row))
                hash.AppendData(column[row]);
    }

    private static void Append(IncrementalHash hash, int number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }

    private static void Append(IncrementalHash hash, long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        hash.AppendData(bytes);
    }
}
