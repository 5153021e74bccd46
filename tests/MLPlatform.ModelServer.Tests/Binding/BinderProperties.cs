using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Protocols;

namespace MLPlatform.ModelServer.Tests.Binding;

public class BinderProperties
{
    private static readonly RequestSchema Schema = new(new ModelManifest
    {
        Flavors = new Dictionary<string, string>(),
        Inputs = [new("number", ColumnType.Float64, Required: false), new("whole", ColumnType.Int64, Required: false), new("flag", ColumnType.Bool, Required: false), new("näme \"quoted\"", ColumnType.Float64)],
        Outputs = [new("p", ColumnType.Float64)],
        Features = [new("view", 1, ["key"], [new("view", 1, "x", "view__x", ColumnType.Float64)])],
    });

    private static readonly Arbitrary<Frame> Rows =
        (from rows in ArbMap.Default.GeneratorFor<(double? Number, long? Whole, bool? Flag, double Name, string? Key)>().NonEmptyListOf() select ToFrame(rows)).ToArbitrary();

    public static TheoryData<string> Shapes => ["oip", "dataframe_split", "dataframe_records", "instances", "inputs"];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Every_shape_binds_to_the_columns_it_was_written_from(string shape) =>
        Check.QuickThrowOnFailure(Prop.ForAll(Rows, frame =>
        {
            var bound = Bind(shape, Encoding.UTF8.GetBytes(Write(shape, frame)));
            return bound.Rows == frame.RowCount && frame.Columns.All(column => Same(column, bound.Columns[Schema.Find(column.Name)]));
        }));

    [Theory]
    [MemberData(nameof(Shapes))]
    public void A_damaged_body_is_refused_or_read_but_never_a_defect(string shape)
    {
        var damage = (from at in Gen.Choose(0, 10_000) from value in Gen.Choose(0, 255) from kind in Gen.Choose(0, 2) select (at, (byte)value, kind)).NonEmptyListOf();
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(500), Prop.ForAll(Rows, damage.ToArbitrary(), (frame, edits) =>
        {
            var body = Encoding.UTF8.GetBytes(Write(shape, frame)).ToList();
            foreach (var (at, value, kind) in edits.Take(3))
                Damage(body, at % Math.Max(1, body.Count), value, kind);
            try
            {
                _ = Bind(shape, [.. body]);
            }
            catch (Exception refused) when (refused is PlatformException or JsonException)
            {
                return true;
            }

            return true;
        }));
    }

    private static void Damage(List<byte> body, int at, byte value, int kind)
    {
        if (kind == 0 && body.Count > 0)
            body[at] = value;
        else if (kind == 1)
            body.Insert(Math.Min(at, body.Count), value);
        else
            body.RemoveRange(at, body.Count - at);
    }

    private static BoundRequest Bind(string shape, byte[] body) =>
        shape == "oip" ? OpenInferenceRequest.Read(body, Schema) : InvocationRequest.Read(body, Schema);

    // A tensor of several types and a matrix in signature order have no place for the key.
    private static string Write(string shape, Frame frame) => shape switch
    {
        "oip" => Wire.OpenInference(frame),
        "dataframe_split" => $$"""{"dataframe_split": {{Wire.Split(frame)}}}""",
        "inputs" => $$"""{"inputs": {{Wire.Columns(frame)}}}""",
        "instances" => $$"""{"instances": {{Wire.Matrix(frame.Without("key"))}}}""",
        _ => $$"""{"dataframe_records": {{Wire.Records(frame)}}}""",
    };

    private static bool Same(Column written, Column? bound) =>
        bound is null ? written.Name == "key" : Enumerable.Range(0, written.Length).All(row => Equals(written.GetValue(row), bound.GetValue(row)));

    private static Frame ToFrame(IReadOnlyCollection<(double? Number, long? Whole, bool? Flag, double Name, string? Key)> rows) => new(
        new Column<double>("number", rows.Select(row => Finite(row.Number ?? 0)).ToArray(), Validity(rows.Select(row => row.Number is not null))),
        new Column<long>("whole", rows.Select(row => row.Whole ?? 0).ToArray(), Validity(rows.Select(row => row.Whole is not null))),
        new BoolColumn("flag", Pack(rows.Select(row => row.Flag ?? false)), rows.Count, Validity(rows.Select(row => row.Flag is not null))),
        new Column<double>("näme \"quoted\"", rows.Select(row => Finite(row.Name)).ToArray()),
        TextColumn.Of("key", [.. rows.Select(row => Valid(row.Key ?? ""))]));

    private static double Finite(double value) => double.IsFinite(value) ? value : 1.5;

    // JSON text has no half surrogate pairs.
    private static string Valid(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));

    private static byte[] Validity(IEnumerable<bool> there) => Pack(there);

    private static byte[] Pack(IEnumerable<bool> flags)
    {
        var all = flags.ToArray();
        var bits = new byte[Bitmap.ByteCount(all.Length)];
        for (var i = 0; i < all.Length; i++)
            Bitmap.Set(bits, i, all[i]);
        return bits;
    }
}
