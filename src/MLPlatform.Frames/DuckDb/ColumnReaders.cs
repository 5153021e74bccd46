using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Frames.DuckDb;

/// <summary>Which DuckDB type becomes which column.</summary>
internal static unsafe class ColumnReaders
{
    private const long MicrosPerDay = 86_400_000_000;

    /// <summary>False for the types that the engine casts to text before they are read.</summary>
    public static bool Reads(DuckDbType type) => type is >= DuckDbType.Boolean and <= DuckDbType.Date
        or DuckDbType.HugeInt or DuckDbType.UHugeInt or DuckDbType.Varchar or DuckDbType.Decimal or DuckDbType.Enum
        or DuckDbType.TimestampSeconds or DuckDbType.TimestampMillis or DuckDbType.TimestampNanos or DuckDbType.TimestampUtc;

    public static ColumnReader For(ref DuckDbResult result, int column, int capacity, bool mayWiden)
    {
        var type = Native.ColumnType(ref result, (ulong)column);
        return type switch
        {
            DuckDbType.Boolean => new BoolReader(capacity),
            DuckDbType.TinyInt => new NumberReader<sbyte, int>(capacity, value => value),
            DuckDbType.SmallInt => new NumberReader<short, int>(capacity, value => value),
            DuckDbType.Integer => new NumberReader<int, int>(capacity),
            DuckDbType.UTinyInt => new NumberReader<byte, int>(capacity, value => value),
            DuckDbType.USmallInt => new NumberReader<ushort, int>(capacity, value => value),
            DuckDbType.UInteger => new NumberReader<uint, long>(capacity, value => value),
            DuckDbType.BigInt => new NumberReader<long, long>(capacity),
            DuckDbType.UBigInt => new WideReader<ulong>(capacity, value => value, mayWiden),
            DuckDbType.HugeInt => new WideReader<NativeHuge>(capacity, value => value.Signed, mayWiden),
            DuckDbType.UHugeInt => new WideReader<NativeHuge>(capacity, value => value.Unsigned, mayWiden),
            DuckDbType.Float => new NumberReader<float, float>(capacity),
            DuckDbType.Double => new NumberReader<double, double>(capacity),
            DuckDbType.Timestamp or DuckDbType.TimestampUtc => new NumberReader<long, long>(capacity, timestamp: true),
            DuckDbType.TimestampSeconds => new NumberReader<long, long>(capacity, value => Saturate((Int128)value * 1_000_000), timestamp: true),
            DuckDbType.TimestampMillis => new NumberReader<long, long>(capacity, value => Saturate((Int128)value * 1_000), timestamp: true),
            DuckDbType.TimestampNanos => new NumberReader<long, long>(capacity, value => FloorDivide(value, 1_000), timestamp: true),
            DuckDbType.Date => new NumberReader<int, long>(capacity, value => Saturate((Int128)value * MicrosPerDay), timestamp: true),
            DuckDbType.Varchar => new VarcharReader(capacity),
            DuckDbType.Decimal => WithType(ref result, column, logical => Decimals(logical, capacity)),
            DuckDbType.Enum => WithType(ref result, column, logical => Enums(logical, capacity)),
            _ => throw new PlatformException(DataErrors.WrongType, $"Column `{Marshal.PtrToStringUTF8((nint)Native.ColumnName(ref result, (ulong)column))}` of the result has a type that a frame does not hold.", "Cast it to VARCHAR in the query."),
        };
    }

    private static ColumnReader WithType(ref DuckDbResult result, int column, Func<nint, ColumnReader> make)
    {
        var logical = Native.ColumnLogicalType(ref result, (ulong)column);
        try
        {
            return make(logical);
        }
        finally
        {
            Native.DestroyLogicalType(ref logical);
        }
    }

    private static ColumnReader Decimals(nint logical, int capacity)
    {
        // Dividing by a power of ten gives the nearest double for up to 15 digits; multiplying by its inverse does not.
        var unit = Math.Pow(10, Native.DecimalScale(logical));
        return Native.DecimalStorage(logical) switch
        {
            DuckDbType.SmallInt => new NumberReader<short, double>(capacity, value => value / unit),
            DuckDbType.Integer => new NumberReader<int, double>(capacity, value => value / unit),
            DuckDbType.BigInt => new NumberReader<long, double>(capacity, value => value / unit),
            _ => new NumberReader<NativeHuge, double>(capacity, value => (double)value.Signed / unit),
        };
    }

    private static EnumReader Enums(nint logical, int capacity)
    {
        var dictionary = new byte[Native.EnumSize(logical)][];
        for (var i = 0; i < dictionary.Length; i++)
        {
            var text = Native.EnumValue(logical, (ulong)i);
            dictionary[i] = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).ToArray();
            Native.Free(text);
        }

        return new EnumReader(capacity, dictionary, Native.EnumStorage(logical) switch { DuckDbType.UTinyInt => 1, DuckDbType.USmallInt => 2, _ => 4 });
    }

    // DuckDB's infinite dates lie at the ends of its range; they become the ends of ours.
    private static long Saturate(Int128 micros) => (long)Int128.Clamp(micros, long.MinValue, long.MaxValue);

    private static long FloorDivide(long value, long by) => value >= 0 ? value / by : ((value + 1) / by) - 1;
}
