using System.Diagnostics;
using System.Text.Json.Nodes;
using MLPlatform.Frames;
using MLPlatform.Training.Tests;

namespace MLPlatform.ModelServer.Tests.Grpc;

/// <summary>The field's own gRPC library against our server. Skipped only where Debian's python3-grpcio or protoc is not installed.</summary>
public sealed class GrpcClientTests(TrainedModel model) : IClassFixture<TrainedModel>, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private ModelServerHost _server = null!;

    public async Task InitializeAsync() => _server = await ModelServerHost.StartAsync(model.Spec(_folder["capture"]) with { GrpcPort = 0 }, TimeProvider.System);

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [GrpcioFact]
    public async Task A_client_of_the_fields_library_is_served()
    {
        Directory.CreateDirectory(_folder["messages"]);
        await RunAsync("protoc", ["-I", Path.Combine(AppContext.BaseDirectory, "Grpc"), "--python_out", _folder["messages"], "open_inference.proto"]);

        var answers = JsonNode.Parse(await RunAsync("/usr/bin/python3", [Path.Combine(AppContext.BaseDirectory, "Drivers/grpc_client.py"), _server.GrpcUrl!.Authority, _folder["messages"]]))!;

        var rows = new Frame(
            new Column<double>("distance", new[] { 100.5, 900, 33 }), new Column<int>("hour", new[] { 5, 6, 23 }), new BoolColumn("weekend", [true, false, true]), new Column<float>("noise", new[] { 0.5f, 0.25f, 0.75f }));
        var expected = ((Column<double>)model.Model.Predict(rows)[0]).Values.ToArray();
        Assert.True((bool)answers["live"]! && (bool)answers["ready"]! && (bool)answers["modelReady"]!);
        Assert.Equal("""["mlplatform",["binary_tensor_data","model_repository","schedule_policy"]]""", answers["server"]!.ToJsonString());
        Assert.Equal("""[["distance","FP64",[-1]],["hour","INT32",[-1]],["weekend","BOOL",[-1]],["noise","FP32",[-1]]]""", answers["inputs"]!.ToJsonString());
        Assert.Equal("""["3"]""", answers["versions"]!.ToJsonString());
        foreach (var kind in new[] { "raw", "typed", "again" })
            Assert.Equal(expected, answers[kind]!.AsArray().Select(value => (double)value!));
        Assert.Equal("""["g-1","flights","3","late_probability","FP64",[3]]""", answers["rawOutput"]!.ToJsonString());
        Assert.Equal(160_000, (int)answers["many"]!);
        Assert.Equal("""[["flights","3","READY"]]""", answers["index"]!.ToJsonString());
        Assert.Equal(200, (int)answers["multiplexed"]!);

        Assert.Equal("UNAVAILABLE", (string?)answers["unloaded"]![0]);
        var refusals = answers["refusals"]!;
        Assert.Equal(
            ["NOT_FOUND", "NOT_FOUND", "INVALID_ARGUMENT", "INVALID_ARGUMENT", "INVALID_ARGUMENT", "UNIMPLEMENTED", "RESOURCE_EXHAUSTED", "DEADLINE_EXCEEDED"],
            new[] { "model", "version", "lacking", "short", "empty", "call", "huge", "deadline" }.Select(kind => (string?)refusals[kind]![0]));
        Assert.Contains("`hour` is missing", (string?)refusals["lacking"]![1]);
        Assert.Contains("`distance` holds 23 bytes, its shape needs 24", (string?)refusals["short"]![1]);
    }

    private static async Task<string> RunAsync(string program, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, said) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(process.ExitCode == 0, await said);
        return await output;
    }
}

/// <summary>A test that drives Debian's gRPC library.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GrpcioFactAttribute : FactAttribute
{
    public GrpcioFactAttribute()
    {
        if (!Directory.Exists("/usr/lib/python3/dist-packages/grpc") || !Directory.Exists("/usr/lib/python3/dist-packages/google/protobuf") || !File.Exists("/usr/bin/protoc"))
            Skip = "python3-grpcio, python3-protobuf or protobuf-compiler is not installed.";
    }
}
