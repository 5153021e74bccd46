using System.CommandLine;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Magics.Tree;

namespace MLPlatform.Magics.Areas.Endpoints;

internal sealed class EndpointsCanary : PlatformCommand
{
    private static readonly CanaryLimits Usual = new();

    private readonly Argument<string> _name = new("NAME") { Description = "An endpoint." };
    private readonly Argument<string> _model = new("MODEL") { Description = "name@alias or name@version." };
    private readonly Option<double> _weight = new("--weight") { Description = "Share of requests it gets, 0 to 1.", DefaultValueFactory = _ => 0.1, HelpName = "SHARE" };
    private readonly Option<string?> _header = new("--header") { Description = "Requests with this header get it whatever the weight: NAME or NAME=VALUE.", HelpName = "HEADER" };
    private readonly Option<string?> _key = new("--key") { Description = "An input or join key: the weight is then a share of its values, and a value always gets the same version.", HelpName = "COLUMN" };
    private readonly Option<int> _after = new("--after") { Description = "Requests it answers before it is judged.", DefaultValueFactory = _ => Usual.AfterRequests, HelpName = "N" };
    private readonly Option<double> _errors = new("--max-errors") { Description = "Most by which its share of failures may exceed the other's.", DefaultValueFactory = _ => Usual.ErrorRate, HelpName = "SHARE" };
    private readonly Option<double> _slower = new("--max-slower") { Description = "Most its mean time may be, as a multiple of the other's.", DefaultValueFactory = _ => Usual.LatencyRatio, HelpName = "TIMES" };
    private readonly Option<double> _shift = new("--max-shift") { Description = "Most its mean score may move, in standard deviations of the other's scores.", DefaultValueFactory = _ => Usual.ScoreShift, HelpName = "DEVIATIONS" };
    private readonly Option<bool> _promote = new("--promote") { Description = "Promote it when it has kept every limit." };

    public EndpointsCanary()
        : base("canary", "Try another version on a part of the requests; it is taken out by itself when it breaks a limit.", "endpoints canary flights flight-delays@2 --weight 0.1", "endpoints canary flights flight-delays@2 --weight 0.5 --key origin --promote")
    {
        Add(_name);
        Add(_model);
        foreach (var option in new Option[] { _weight, _header, _key, _after, _errors, _slower, _shift, _promote })
            Add(option);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var (name, model) = (call.Get(_name), call.Get(_model));
        var header = call.Get(_header)?.Split('=', 2);
        if (header is [""] or ["", _])
            throw new PlatformException(CommandErrors.BadValue, $"`--header {call.Get(_header)}` names no header.", "Write NAME or NAME=VALUE.");
        var rule = new TrafficRule(call.Get(_weight), header?[0], header is [_, var value] ? value : null, call.Get(_key));
        var limits = new CanaryLimits(call.Get(_after), call.Get(_errors), call.Get(_slower), call.Get(_shift), call.Get(_promote));
        var endpoint = await call.Platform.Endpoints.TryAsync(name, model, rule, limits, cancel);
        return new CommandResult(
            $"**{name} tries version {endpoint.Candidate!.ModelVersion}** beside version {endpoint.ModelVersion} · {Trial.Share(rule)} · judged after {limits.AfterRequests} requests, then `endpoints promote {name}` or `endpoints rollback {name}`",
            endpoint,
            [EndpointsList.TableOf([endpoint])])
        { CSharp = FormattableString.Invariant($"await ml.Endpoints.TryAsync(\"{name}\", \"{model}\", new({rule.Weight}))") };
    }
}
