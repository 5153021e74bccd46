using System.Text.Json;
using System.Text.Json.Nodes;
using MLPlatform.Contracts.Features;
using MLPlatform.Sdk.Jobs;

namespace MLPlatform.Sdk.Tests.Jobs;

public sealed class TrainingWorkloadTests
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly TrainingWorkload Workload = new()
    {
        RunId = "0123456789abcdef0123456789abcdef",
        Source = "return Trees.Fit(train, label: \"late\");",
        Usings = ["System.IO"],
        Inputs = [new TrainingInput("train", "inputs/train.parquet", "sha256:5f2c")],
        Pulls =
        [
            new PullReceipt(["origin_load@1"], "departure", 300, 3, "sha256:5f2c", Leaky: false)
            {
                FeatureColumns = [new FeatureColumn("origin_load", 1, "mean_delay", "origin_load__mean_delay_1h", ColumnType.Float64)],
            },
        ],
        KeyColumns = new Dictionary<string, IReadOnlyList<string>> { ["origin_load"] = ["origin"] },
    };

    [Fact]
    public void Workload_is_written_as_committed() =>
        Golden.Equal("workload-1.json", JsonNode.Parse(JsonSerializer.Serialize(Workload, WorkloadJson.Default.TrainingWorkload))!.ToJsonString(Readable) + "\n");

    [Fact]
    public void Workload_committed_can_still_be_read()
    {
        var read = JsonSerializer.Deserialize(Golden.Text("workload-1.json"), WorkloadJson.Default.TrainingWorkload)!;

        Assert.Equal(JsonSerializer.Serialize(Workload, WorkloadJson.Default.TrainingWorkload), JsonSerializer.Serialize(read, WorkloadJson.Default.TrainingWorkload));
    }

    [Fact]
    public void Workload_of_a_later_version_with_more_fields_can_be_read()
    {
        var later = JsonNode.Parse(Golden.Text("workload-1.json"))!;
        later["schema"] = 2;
        later["accelerator"] = "any";

        Assert.Equal(Workload.Source, later.Deserialize(WorkloadJson.Default.TrainingWorkload)!.Source);
    }
}
