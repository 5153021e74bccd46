using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Sdk.Endpoints;

namespace MLPlatform.Sdk.Tests.Endpoints;

public sealed class InferenceBytesTests
{
    [Fact]
    public void Request_puts_columns_behind_the_head()
    {
        var (body, head) = InferenceBytes.Request(
            new Frame(
                new Column<double>("d", new[] { 1.5, 2 }),
                new Column<int>("i", new[] { 7, 0 }, new byte[] { 1 }),
                new BoolColumn("b", [true, false]),
                TextColumn.Of("t", ["ü", ""])),
            "r");

        using var json = JsonDocument.Parse(body.AsMemory(0, head));
        var inputs = json.RootElement.GetProperty("inputs").EnumerateArray().ToArray();
        Assert.Equal(["FP64", "FP64", "BOOL", "BYTES"], inputs.Select(input => input.GetProperty("datatype").GetString()));
        Assert.Equal([16, 16, 2, 10], inputs.Select(input => input.GetProperty("parameters").GetProperty("binary_data_size").GetInt32()));
        Assert.Equal(head + 44, body.Length);
        Assert.Equal([1.5, 2, 7, double.NaN], MemoryMarshal.Cast<byte, double>(body.AsSpan(head, 32)).ToArray());
        Assert.Equal([1, 0, 2, 0, 0, 0, 0xC3, 0xBC, 0, 0, 0, 0], body[(head + 32)..]);
        Assert.True(json.RootElement.GetProperty("parameters").GetProperty("binary_data_output").GetBoolean());
    }

    [Fact]
    public void Outputs_reads_tensors_in_bytes_and_in_json()
    {
        var head = """{"outputs":[{"name":"p","shape":[2],"datatype":"FP64","parameters":{"binary_data_size":16}},{"name":"n","shape":[2],"datatype":"INT32","parameters":{"binary_data_size":8}}]}"""u8.ToArray();
        byte[] body = [.. head, .. MemoryMarshal.AsBytes<double>([0.25, 0.5]), .. MemoryMarshal.AsBytes<int>([3, 4])];

        var outputs = InferenceBytes.Outputs(body, head.Length);

        Assert.Equal([0.25, 0.5], outputs["p"].ToDoubles());
        Assert.Equal([3, 4], outputs["n"].ToDoubles());
        var plain = Encoding.UTF8.GetBytes("""{"outputs":[{"name":"p","shape":[1],"datatype":"FP64","data":[0.75]}]}""");
        Assert.Equal([0.75], InferenceBytes.Outputs(plain, plain.Length)["p"].ToDoubles());
    }

    [Fact]
    public void Request_refuses_times() =>
        Assert.Equal(DataErrors.WrongType, Assert.Throws<PlatformException>(() => InferenceBytes.Request(new Frame(new Column<long>("at", new[] { 1L }, timestamp: true)), "r")).Code);

    [Fact]
    public void LoadReport_gives_quantiles_of_what_was_answered()
    {
        var report = new LoadReport("e", 100, 99, 100, 1, [.. Enumerable.Range(1, 100).Select(i => (double)i)]);

        Assert.Equal((50, 99, 100), (report.Quantile(0.5), report.Quantile(0.99), report.Quantile(1)));
        Assert.Contains("p99.9 ms", report.ToTable().Columns.Select(column => column.Name));
    }
}
