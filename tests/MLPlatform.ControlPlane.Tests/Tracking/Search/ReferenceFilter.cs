using System.Text;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Tracking.Search;

namespace MLPlatform.ControlPlane.Tests.Tracking.Search;

/// <summary>What a clause means, said without SQL.</summary>
internal static class ReferenceFilter
{
    public static bool Matches(Run run, Clause clause) => clause.Entity switch
    {
        Entity.Metric => run.Data!.Metrics?.FirstOrDefault(metric => metric.Key == clause.Key) is { } metric && Number(metric.Value, clause),
        Entity.Param => run.Data!.Params?.FirstOrDefault(param => param.Key == clause.Key) is { } param && Text(param.Value, clause),
        Entity.Tag => run.Data!.Tags?.FirstOrDefault(tag => tag.Key == clause.Key) is { } tag && Text(tag.Value, clause),
        Entity.Dataset => (run.Inputs!.DatasetInputs ?? []).SelectMany(input => clause.Key switch
        {
            "name" => [input.Dataset.Name],
            "digest" => [input.Dataset.Digest],
            _ => (input.Tags ?? []).Where(tag => tag.Key == "mlflow.data.context").Select(tag => tag.Value),
        }).Any(value => Text(value, clause)),
        _ => clause.Key switch
        {
            "start_time" => run.Info.StartTime is { } start && Number(start, clause),
            "end_time" => run.Info.EndTime is { } end && Number(end, clause),
            "run_id" => Text(run.Info.RunId, clause),
            "run_name" => Text(run.Info.RunName!, clause),
            "status" => Text(run.Info.Status, clause),
            "user_id" => Text(run.Info.UserId!, clause),
            _ => throw new InvalidOperationException(clause.Key),
        },
    };

    public static IEnumerable<string> Ordered(IEnumerable<Run> runs, OrderKey key)
    {
        var ranked = runs.Select(run => (run, value: run.Data!.Metrics?.FirstOrDefault(metric => metric.Key == key.Key)?.Value))
            .OrderBy(pair => pair.value is null ? 2 : double.IsNaN(pair.value.Value) ? 1 : 0);
        var sorted = key.Ascending ? ranked.ThenBy(pair => Plain(pair.value)) : ranked.ThenByDescending(pair => Plain(pair.value));
        return sorted.ThenByDescending(pair => pair.run.Info.StartTime).ThenBy(pair => pair.run.Info.RunId, StringComparer.Ordinal).Select(pair => pair.run.Info.RunId);
    }

    private static double Plain(double? value) => value is null || double.IsNaN(value.Value) ? 0 : value.Value;

    private static bool Number(double value, Clause clause)
    {
        var other = (double)clause.Value;
        return clause.Operator switch
        {
            "=" => value == other,
            "!=" => value != other,
            ">" => value > other,
            ">=" => value >= other,
            "<" => value < other,
            "<=" => value <= other,
            _ => throw new InvalidOperationException(clause.Operator),
        };
    }

    private static bool Text(string value, Clause clause) => clause.Operator switch
    {
        "=" => value == (string)clause.Value,
        "!=" => value != (string)clause.Value,
        "LIKE" => Like(value, (string)clause.Value),
        "ILIKE" => Like(AsciiLower(value), AsciiLower((string)clause.Value)),
        "IN" => ((List<string>)clause.Value).Contains(value),
        "NOT IN" => !((List<string>)clause.Value).Contains(value),
        _ => throw new InvalidOperationException(clause.Operator),
    };

    private static bool Like(string value, string pattern)
    {
        var regex = new StringBuilder("\\A");
        foreach (var c in pattern)
            regex.Append(c switch { '%' => ".*", '_' => ".", _ => Regex.Escape(c.ToString()) });
        return Regex.IsMatch(value, regex.Append("\\z").ToString(), RegexOptions.Singleline);
    }

    private static string AsciiLower(string text) => string.Concat(text.Select(c => char.IsAsciiLetterUpper(c) ? char.ToLowerInvariant(c) : c));
}
