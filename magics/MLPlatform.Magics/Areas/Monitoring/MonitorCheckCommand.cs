using System.CommandLine;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Time;
using MLPlatform.Magics.Tree;
using MLPlatform.Monitoring.Alerts;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;
using MLPlatform.Sdk.Monitoring;

namespace MLPlatform.Magics.Areas.Monitoring;

internal sealed class MonitorCheckCommand : PlatformCommand
{
    private static readonly MonitorRules Usual = new();

    private readonly Argument<string> _endpoint = new("ENDPOINT") { Description = "An endpoint." };
    private readonly Option<DateTimeOffset?> _since = TimeOption.Of("--since", "Only requests captured from this time on; since the version was deployed when left out.");
    private readonly Option<double> _share = new("--drift-share") { Description = "Share of drifted inputs from which it is trouble.", DefaultValueFactory = _ => Usual.DriftShare, HelpName = "SHARE" };
    private readonly Option<double?> _auc = new("--least-auc") { Description = "An area under the curve below this is trouble; needs labels.", HelpName = "AUC" };
    private readonly Option<string?> _webhook = new("--webhook") { Description = "Post alerts to this address.", HelpName = "URL" };
    private readonly Option<string?> _smtp = new("--smtp") { Description = "Mail alerts through this server.", HelpName = "HOST:PORT" };
    private readonly Option<string?> _to = new("--to") { Description = "Who gets the mail.", HelpName = "ADDRESS" };
    private readonly Option<string> _pause = new("--pause") { Description = "The same trouble is not said again within this time.", DefaultValueFactory = _ => "6h", HelpName = "DURATION" };
    private readonly Option<string?> _retrain = new("--retrain") { Description = "A training job that is run again when there is trouble.", HelpName = "JOB" };
    private readonly Option<string[]> _in = new("--in") { Description = "Notebook frames that the job reads instead of what it read last.", Arity = ArgumentArity.ZeroOrMore, AllowMultipleArgumentsPerToken = true, HelpName = "@FRAME" };
    private readonly Option<string> _coolDown = new("--cool-down") { Description = "The job is not run again within this time.", DefaultValueFactory = _ => "1d", HelpName = "DURATION" };

    public MonitorCheckCommand()
        : base("check", "Look for trouble, say what is new, and train again where that is wanted. Remembers what it said.", "monitor check flights --webhook https://chat.example.org/hook", "monitor check flights --retrain flight-delays --in @train --cool-down 2d")
    {
        Add(_endpoint);
        foreach (var option in new Option[] { _since, _share, _auc, _webhook, _smtp, _to, _pause, _retrain, _in, _coolDown })
            Add(option);
    }

    public override async Task<CommandResult> RunAsync(CommandCall call, CancellationToken cancel)
    {
        var rules = new MonitorRules
        {
            DriftShare = call.Get(_share),
            LeastAuc = call.Get(_auc),
            Pause = Duration(call, _pause),
            Retrain = call.Get(_retrain),
            RetrainInputs = (call.Get(_in) ?? []).ToDictionary(reference => reference.TrimStart('@'), call.Frame),
            CoolDown = Duration(call, _coolDown),
        };
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        var check = await call.Platform.Monitor.CheckAsync(call.Get(_endpoint), rules, Sinks(call, http), call.Get(_since), cancel);
        var outcome = check.Outcome;
        var line = check.Alerts.Count == 0 ? $"**nothing wrong with {call.Get(_endpoint)}**" : $"**{Spelled.Count(check.Alerts.Count, "alert")}** · {outcome.Sent.Count} sent, {outcome.Held.Count} held back";
        if (check.Retraining is { } job)
            line += $" · training again as job `{job.Id}`";
        return new CommandResult(
            line,
            check,
            check.Alerts.Count == 0 ? [] : [Table.Of(["alert", "evidence", ""], [.. check.Alerts.Select(alert => (IReadOnlyList<string?>)[alert.Title, alert.Detail, outcome.Sent.Contains(alert) ? "sent" : outcome.Held.Contains(alert) ? "held back" : "not sent"])])],
            [.. outcome.Failures])
        { CSharp = $"await ml.Monitor.CheckAsync(\"{call.Get(_endpoint)}\", new MonitorRules(), [])" };
    }

    private List<IAlertSink> Sinks(CommandCall call, HttpClient http)
    {
        var sinks = new List<IAlertSink>();
        if (call.Get(_webhook) is { } hook)
            sinks.Add(new WebhookSink(http, Uri.TryCreate(hook, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : throw new PlatformException(CommandErrors.BadValue, $"`--webhook {hook}` is no address.", "Write https://….")));
        if (call.Get(_smtp) is not { } smtp)
            return sinks;
        var colon = smtp.LastIndexOf(':');
        if (call.Get(_to) is not { } to || colon < 1 || !int.TryParse(smtp.AsSpan(colon + 1), out var port))
            throw new PlatformException(CommandErrors.BadValue, $"`--smtp {smtp}` needs a port and `--to`.", "Write --smtp mail.example.org:25 --to ops@example.org.");
        sinks.Add(new SmtpSink(new MailServer(smtp[..colon], port), to, to));
        return sinks;
    }

    private static TimeSpan Duration(CommandCall call, Option<string> option) =>
        Durations.TryParse(call.Get(option), out var length) ? length : throw new PlatformException(CommandErrors.BadValue, $"`{option.Name} {call.Get(option)}` is no duration.", "Write 6h or 2d.");
}
