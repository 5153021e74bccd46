using FsCheck;
using FsCheck.Fluent;

namespace MLPlatform.Frames.Tests;

/// <summary>Frames of random width, length, types, nulls and values.</summary>
public static class AnyFrame
{
    public static Arbitrary<Frame> Arbitrary() => Arb.From(Frames());

    public static Gen<Frame> Frames() =>
        from rows in Gen.Frequency((9, Gen.Choose(0, 40)), (1, Gen.Choose(2040, 2060)))
        from width in Gen.Choose(1, 6)
        from columns in Gen.CollectToList(Enumerable.Range(0, width), i => ColumnOf($"c{i}", rows))
        select new Frame(columns);

    private static Gen<Column> ColumnOf(string name, int rows) => Gen.OneOf(
        Numbers(name, rows, Gen.OneOf(Gen.Choose(-9, 9), Gen.Choose(int.MinValue, int.MaxValue))),
        Numbers(name, rows, Gen.OneOf(Gen.Choose(-9, 9).Select(value => (long)value), Gen.Constant(long.MaxValue), Gen.Constant(long.MinValue))),
        Numbers(name, rows, Gen.OneOf(Gen.Choose(-99, 99).Select(value => value / 8f), Gen.Elements(float.NaN, float.PositiveInfinity, float.Epsilon))),
        Numbers(name, rows, Gen.OneOf(Gen.Choose(-99, 99).Select(value => value / 7.0), Gen.Elements(double.NaN, double.NegativeInfinity, double.MaxValue, -0.0))),
        Numbers(name, rows, Gen.Choose(int.MinValue, int.MaxValue).Select(value => value * 1_001_001L), timestamp: true),
        from values in Gen.Choose(0, 1).ArrayOf(rows) from validity in Validity(rows) select (Column)new BoolColumn(name, new BoolColumn(name, values.Select(value => value == 1).ToArray()).Bits, rows, validity),
        from values in Texts().ArrayOf(rows) select (Column)TextColumn.Of(name, values));

    private static Gen<string?> Texts() => Gen.OneOf(
        Gen.Constant<string?>(null),
        Gen.Elements<string?>("", "JFK", "twelve bytes", "thirteen byte", "déjà vu 🛫", "it's; -- \"quoted\"\n,", new string('x', 300)),
        Gen.Choose(0, 999_999).Select(value => (string?)$"flight {value}"));

    private static Gen<Column> Numbers<T>(string name, int rows, Gen<T> values, bool timestamp = false)
        where T : unmanaged, System.Numerics.INumber<T> =>
        from all in values.ArrayOf(rows) from validity in Validity(rows) select (Column)new Column<T>(name, all, validity, timestamp);

    private static Gen<byte[]> Validity(int rows) => Gen.OneOf(
        Gen.Constant(Array.Empty<byte>()),
        Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(Bitmap.ByteCount(rows)));
}
