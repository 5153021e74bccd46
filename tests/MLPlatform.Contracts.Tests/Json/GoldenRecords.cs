using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Jobs;
using MLPlatform.Contracts.Platform;

namespace MLPlatform.Contracts.Tests.Json;

/// <summary>One filled record of every kind that is written to disk or sent between processes of different versions.</summary>
internal static class GoldenRecords
{
    private static readonly Principal Ada = new("ada", PrincipalKind.User, "default", "local", ["*"]);

    private static readonly WorkloadSpec Workload = new()
    {
        Name = "flight-delays",
        Kind = WorkloadKind.Job,
        Command = ["{mlplatform}", "worker", "--folder", "{folder}"],
        Inputs = [new WorkloadInput("inputs/train.parquet", new string('a', 64), 1_234)],
        Environment = new Dictionary<string, string> { ["OMP_NUM_THREADS"] = "2" },
        Secrets = new Dictionary<string, string> { ["TOKEN"] = "secret://token" },
        Resources = new Resources(2, 1L << 30),
        Timeout = TimeSpan.FromMinutes(10),
        Retries = 1,
    };

    public static IReadOnlyDictionary<string, object> All { get; } = new Dictionary<string, object>
    {
        ["principal"] = Ada,
        ["api-error"] = new ApiError("MLP-FEATURES-0004", "There is no feature view `orign_load`.", "Did you mean `origin_load`?"),
        ["control-plane-address"] = new ControlPlaneAddress(1, "http://127.0.0.1:7070", "t0ken", 4711, 123456, "n0nce"),
        ["audit-entry"] = new AuditEntry(7, 994_000_000_000_000, Ada, "features.pull", "origin_load@1", "400000 rows"),
        ["workload"] = Workload,
        ["job"] = new JobRecord { Id = "01990000-0000-7000-8000-000000000001", Spec = Workload, Target = "local", Principal = Ada, State = JobState.Running, Attempt = 1, ProcessId = 4712, CreatedAt = 1, StartedAt = 2 },
        ["job-event-text"] = new JobEvent { Attempt = 1, Sequence = 1, Time = 3, Type = JobEventType.Text, Stream = "stdout", Text = "hello\n" },
        ["job-event-display"] = new JobEvent { Attempt = 1, Sequence = 2, Time = 4, Type = JobEventType.Display, DisplayId = "d1", Mime = new Dictionary<string, JsonElement> { ["text/plain"] = JsonElement.Parse("\"x\""), ["application/json"] = JsonElement.Parse("{\"a\":1}") } },
        ["job-event-exit"] = new JobEvent { Attempt = 1, Sequence = 3, Time = 5, Type = JobEventType.Exit, ExitCode = 1, Text = "the cell failed" },
        ["feature-view"] = new FeatureView
        {
            Name = "origin_load",
            Version = 2,
            Entity = "airport",
            KeyColumns = new Dictionary<string, string> { ["airport"] = "origin" },
            Source = "flights",
            EventTime = "departure",
            KnownAt = "landed",
            Windows = [TimeSpan.FromHours(1), TimeSpan.FromDays(7)],
            Features = [new FeatureDefinition("late_share", "avg(late)")],
            Ttl = TimeSpan.FromDays(7),
            Owner = "ops",
            Tags = new Dictionary<string, string> { ["team"] = "ops" },
        },
        ["pull-receipt"] = new PullReceipt(["origin_load@2"], "departure", 400_000, 36, "sha256:" + new string('b', 64), false) { FeatureColumns = [new FeatureColumn("origin_load", 2, "late_share", "origin_load__late_share_1h", ColumnType.Float64)] },
        ["model-manifest"] = new ModelManifest
        {
            Flavors = new Dictionary<string, string> { ["onnx"] = "model.onnx" },
            Inputs = [new SignatureColumn("origin_load__late_share_1h", ColumnType.Float64, false)],
            Outputs = [new SignatureColumn("late_probability", ColumnType.Float64)],
            Features = [new ModelFeatureView("origin_load", 2, ["origin"], [new FeatureColumn("origin_load", 2, "late_share", "origin_load__late_share_1h", ColumnType.Float64)])],
            DataHash = "sha256:" + new string('b', 64),
            ProfileFile = "profile.json",
        },
        ["model-server-spec"] = new ModelServerSpec { Name = "flights", Version = 1, ModelFolder = "/home/ada/model", Port = 7080, Threads = 2, CaptureFolder = "/home/ada/capture", CaptureRate = 0.5, Nonce = "n0nce" },
    };
}
