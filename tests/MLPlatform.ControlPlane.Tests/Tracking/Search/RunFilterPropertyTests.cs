using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tests.Store;
using MLPlatform.ControlPlane.Tracking.Experiments;
using MLPlatform.ControlPlane.Tracking.Runs;
using MLPlatform.ControlPlane.Tracking.Search;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tests.Tracking.Search;

/// <summary>The SQL of a filter finds the runs that a plain evaluator over the same runs in memory finds.</summary>
public sealed class RunFilterPropertyTests : IAsyncLifetime, IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Run> _runs = [];
    private Database _database = null!;
    private string _experiment = "";

    public async Task InitializeAsync()
    {
        _database = Database.Open(_folder.File("store.db"), TimeProvider.System);
        var random = new Random(1);
        await _database.WriteAsync(store =>
        {
            _experiment = ExperimentStore.Create(store, "filters", null, "mlflow-artifacts:/", [], 0);
            for (var i = 0; i < 60; i++)
                _runs.Add(FilterWords.RandomRun(store, _experiment, random));
        });
    }

    public async Task DisposeAsync()
    {
        await _database.DisposeAsync();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Search_finds_what_the_reference_evaluator_finds() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var filter = FilterWords.RandomFilter(new Random(seed), _runs);
            var clauses = FilterParser.Parse(filter, SearchGrammar.Runs);
            var expected = _runs.Where(run => clauses.All(clause => ReferenceFilter.Matches(run, clause))).Select(run => run.Info.RunId).Order(StringComparer.Ordinal).ToList();
            var query = RunSearch.Query([_experiment], "('active')", clauses, []);
            var found = _database.Read(store => store.Query(query.Text, RunStore.Read, query.Parameters)).Select(run => run.RunId).Order(StringComparer.Ordinal).ToList();
            return found.SequenceEqual(expected).Label($"{filter}: {found.Count} found, {expected.Count} expected");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    [Fact]
    public void Search_orders_as_a_sort_in_memory_does() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var key = new OrderKey(Entity.Metric, random.GetItems(FilterWords.MetricKeys, 1)[0], random.Next(2) == 0);
            var query = RunSearch.Query([_experiment], "('active')", [], [key]);
            var found = _database.Read(store => store.Query(query.Text, RunStore.Read, query.Parameters)).Select(run => run.RunId);
            return found.SequenceEqual(ReferenceFilter.Ordered(_runs, key)).Label(key.ToString());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(20));

    [Fact]
    public void Walking_the_values_of_a_metric_gives_the_first_part_of_the_same_order() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var key = new OrderKey(Entity.Metric, random.GetItems(FilterWords.MetricKeys, 1)[0], random.Next(2) == 0);
            var clauses = FilterParser.Parse(random.Next(3) == 0 ? "" : FilterWords.RandomFilter(random, _runs), SearchGrammar.Runs);
            OrderKey[] order = random.Next(2) == 0 ? [key] : [key, new OrderKey(Entity.Param, "depth", true)];
            var walked = Ids(RunSearch.Query([_experiment], "('active')", clauses, order, byMetric: true));
            var sorted = Ids(RunSearch.Query([_experiment], "('active')", clauses, order));
            return sorted.Take(walked.Count).SequenceEqual(walked).Label($"{string.Join(' ', clauses)} by {key}: {walked.Count} of {sorted.Count}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    [Fact]
    public void Json_of_a_page_is_what_its_records_serialize_to()
    {
        var query = RunSearch.Query([_experiment], "('active')", [], []).Add(" LIMIT 50");
        using var body = _database.Read(store => RunJson.Page(store, query, _ => "next").Body);
        var (written, runs) = _database.Read(store => (Encoding.UTF8.GetString(body.Written.Span), RunReading.Complete(store, store.Query(query.Text, RunStore.Read, query.Parameters))));
        var expected = JsonSerializer.Serialize(new RunPage(runs, "next"), MlflowWire.Default.RunPage);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(written)), written);
    }

    private List<string> Ids(SqlQuery query) => _database.Read(store => store.Query(query.Text, RunStore.Read, query.Parameters)).ConvertAll(run => run.RunId);

    [Fact]
    public void Parse_reads_any_text_or_refuses_it_in_MLflows_words() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var pieces = new[] { "metrics", ".", "a", "`", "\"", "'", "=", "!=", "<", "LIKE", "IN", "NOT IN", "AND", "OR", "(", ")", ",", "1", "-2.5e3", " ", "  ", ";", "ü", "params.p", "\\'", "''" };
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 14)).Select(_ => random.GetItems(pieces, 1)[0]));
            try
            {
                FilterParser.Parse(text, SearchGrammar.Runs);
                return true;
            }
            catch (ControlPlane.Tracking.Wire.MlflowRefusal refusal)
            {
                return refusal.Status == 400;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
}
