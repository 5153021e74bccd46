using System.Text.Json;
using MLPlatform.Contracts.Json;

namespace MLPlatform.Contracts.Tests.Json;

/// <summary>
/// Files under Golden are what released versions wrote; every later version reads them. To add one for a new record: run with
/// MLPLATFORM_UPDATE_GOLDEN set to this project's Golden folder, and never change an existing one.
/// </summary>
public sealed class GoldenRecordTests
{
    public static TheoryData<string> Names { get; } = [.. GoldenRecords.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_a_record_of_schema_1_gives_the_same_record(string name)
    {
        var record = GoldenRecords.All[name];
        var file = Path.Combine(Environment.GetEnvironmentVariable("MLPLATFORM_UPDATE_GOLDEN") ?? Path.Combine(AppContext.BaseDirectory, "Golden"), name + ".json");
        if (Environment.GetEnvironmentVariable("MLPLATFORM_UPDATE_GOLDEN") is not null && !File.Exists(file))
            File.WriteAllText(file, Write(record) + "\n");

        var read = JsonSerializer.Deserialize(File.ReadAllText(file), record.GetType(), ContractsJson.Default)!;

        Assert.Equal(Write(record), Write(read));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Deserialize_a_record_with_a_field_of_the_next_schema_ignores_it(string name)
    {
        var record = GoldenRecords.All[name];
        var newer = Write(record).Insert(1, "\"fieldOfTheFuture\":[1,2],");

        var read = JsonSerializer.Deserialize(newer, record.GetType(), ContractsJson.Default)!;

        Assert.Equal(Write(record), Write(read));
    }

    private static string Write(object record) => JsonSerializer.Serialize(record, record.GetType(), ContractsJson.Default);
}
