using System.CommandLine;
using System.Globalization;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsInvoke : PlatformCommand
{
    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };
    private readonly Argument<string[]> _inputs = new("INPUT=VALUE") { Description = "Join keys, and feature values that override the looked-up ones.", Arity = ArgumentArity.OneOrMore };
    private readonly Option<DateTimeOffset?> _at = TimeOption.Of("--at", "The time of the question, for times to live; now when left out.");

    public EndpointsInvoke()
        : base("invoke", "One prediction.", "endpoints invoke flights origin=JFK destination=SFO")
    {
        Add(_name);
        Add(_inputs);
        Add(_at);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var answer = await call.Platform.Endpoints.InvokeAsync(call.Get(_name), KeyValues.Parse(call.Get(_inputs)), call.Get(_at), cancel);
        return new CommandResult(
            string.Create(CultureInfo.InvariantCulture, $"**{answer.Value:0.00} {answer.Outputs.Keys.First().Replace('_', ' ')}** in {Spelled.Time(answer.Elapsed)}"),
            answer,
            null,
            [.. answer.Features.Select(feature => $"{feature.Name} = {feature.Value}")])
        { CSharp = $"await ml.Endpoints.InvokeAsync(\"{answer.Endpoint}\", inputs)" };
    }
}
