using System.CommandLine;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Sdk.Endpoints;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsBenchmark : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };
    private readonly Argument<string[]> _inputs = new("INPUT=VALUE") { Description = "The request to send; the newest captured one when left out.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<double> _rate = new("--rate") { Description = "Requests a second.", DefaultValueFactory = _ => 200, HelpName = "N" };
    private readonly Option<string> _length = new("--for") { Description = "How long.", DefaultValueFactory = _ => "10s", HelpName = "DURATION" };

    public EndpointsBenchmark()
        : base("benchmark", "Time an endpoint under a steady load.", "endpoints benchmark flights --rate 500 --for 30s")
    {
        Add(_name);
        Add(_inputs);
        Add(_rate);
        Add(_length);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        if (!Durations.TryParse(call.Get(_length), out var length))
            throw new PlatformException(CommandErrors.BadValue, $"`--for {call.Get(_length)}` is no duration.", "Write 10s or 2m.");
        var given = call.Get(_inputs);
        var rows = given is { Length: > 0 } ? EndpointArea.RowOf(KeyValues.Parse(given)) : null;
        var report = await call.Platform.Endpoints.BenchmarkAsync(call.Get(_name), rows, call.Get(_rate), length, cancel);
        return new CommandResult(
            string.Create(CultureInfo.InvariantCulture, $"**{report.Quantile(0.99):0.##} ms p99** at {report.Asked:0.##} requests a second{(report.Refused > 0 ? $" · {report.Refused} refused" : "")}"),
            report,
            [report.ToTable()],
            ["counted from when each request was due, so that a stall shows in every request it delays"])
        { CSharp = $"await ml.Endpoints.BenchmarkAsync(\"{report.Endpoint}\", null, {call.Get(_rate).ToString(CultureInfo.InvariantCulture)}, TimeSpan.FromSeconds({length.TotalSeconds.ToString(CultureInfo.InvariantCulture)}))" };
    }
}
