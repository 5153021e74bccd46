using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Time;
using MLPlatform.Features.Definitions;
using MLPlatform.Features.Join;
using MLPlatform.Features.Materialize;
using MLPlatform.Features.Offline;
using MLPlatform.Features.Online;
using MLPlatform.Features.Sources;
using MLPlatform.Frames;
using MLPlatform.Plots.Progress;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Sdk.Features;

/// <summary>The feature store, from a notebook: definitions live in the control plane, rows are read and joined in this process.</summary>
public sealed partial class FeatureArea
{
    private readonly Platform _platform;

    internal FeatureArea(Platform platform) => _platform = platform;

    /// <summary>Makes the definitions in a YAML text true.</summary>
    /// <param name="folder">What relative file paths start from; null for the current folder.</param>
    /// <param name="planOnly">True to learn what would change.</param>
    /// <exception cref="PlatformException">The text can't be read, a file or a column is missing, a view names an unknown entity or source.</exception>
    public Task<ApplyResult> ApplyAsync(string yaml, string? folder = null, bool planOnly = false, CancellationToken cancel = default) =>
        ApplyAsync(FeatureYaml.Parse(yaml, folder ?? Environment.CurrentDirectory), planOnly, cancel);

    public async Task<ApplyResult> ApplyAsync(FeatureDefinitions definitions, bool planOnly = false, CancellationToken cancel = default)
    {
        var wanted = (await CatalogAsync(cancel)).With(definitions);
        await Task.Run(() => DefinitionCheck.Run(definitions, wanted.Sources, wanted.Entities, cancel), cancel);
        return await (await _platform.ConnectAsync(cancel)).Features.ApplyAsync(definitions, planOnly, cancel);
    }

    /// <summary>All views, newest versions, by name.</summary>
    public async Task<IReadOnlyList<FeatureView>> ListAsync(CancellationToken cancel = default) => await (await _platform.ConnectAsync(cancel)).Features.ViewsAsync(cancel);

    /// <summary>All feature services, newest versions, by name.</summary>
    public async Task<IReadOnlyList<FeatureService>> ServicesAsync(CancellationToken cancel = default) => await (await _platform.ConnectAsync(cancel)).Features.ServicesAsync(cancel);

    /// <param name="reference"><c>name</c> or <c>name@3</c>.</param>
    /// <exception cref="PlatformException">No such view; the message names the nearest.</exception>
    public async Task<FeatureView> ViewAsync(string reference, CancellationToken cancel = default)
    {
        var bindings = await ViewBindingsAsync(cancel);
        return await bindings.ViewAsync(FeatureReference.Parse(reference), cancel);
    }

    /// <summary>All rows of a source, as its SQL gives them.</summary>
    public async Task<Frame> SourceAsync(string name, CancellationToken cancel = default)
    {
        var catalog = await CatalogAsync(cancel);
        return await Task.Run(() => SourceTable.Read(catalog.Source(name), cancel), cancel);
    }

    /// <summary>A training set correct in time: for each row, what every view said at the row's own time.</summary>
    /// <param name="views">Views by <c>name</c> or <c>name@version</c>, one feature by <c>view:feature</c>, or feature services.</param>
    /// <param name="rows">Join keys and the time column; other columns, such as the label, are kept.</param>
    /// <param name="at">The column with the time of prediction.</param>
    /// <param name="leak"><see cref="Leak.LatestValue"/> shows what a careless join would have used; it says so.</param>
    /// <returns>The rows in their order with the views' columns appended.</returns>
    public async Task<Frame> PullAsync(IReadOnlyList<string> views, Frame rows, string at, Leak leak = Leak.None, CancellationToken cancel = default)
    {
        var result = await PullWithStatisticsAsync(views, rows, at, leak, cancel);
        if (leak != Leak.None)
            _platform.Display.Show(LeakWarning(result).ToBundle());
        return result.Frame;
    }

    /// <inheritdoc cref="PullAsync"/>
    /// <returns>The frame with what the join counted and how long it took.</returns>
    public async Task<PullResult> PullWithStatisticsAsync(IReadOnlyList<string> views, Frame rows, string at, Leak leak = Leak.None, CancellationToken cancel = default)
    {
        var wanted = await (await BindingsAsync(cancel)).ViewsAsync(views, cancel);
        using var line = new ProgressLine(_platform.Display, "joining", null, _platform.Time);
        var progress = new PullLine(line);
        var result = await PointInTimeJoin.PullAsync(wanted, rows, at, new PullOptions(leak, Progress: progress), cancel);
        var receipt = new PullReceipt([.. wanted.Select(bound => $"{bound.View.Name}@{bound.View.Version}")], at, result.Frame.RowCount, result.Frame.Count, result.Frame.ContentHash(), leak != Leak.None) { FeatureColumns = result.Columns };
        await (await _platform.ConnectAsync(cancel)).Features.ReceiptAsync(receipt, cancel);
        return result;
    }

    /// <summary>What a pull would read, how each view would be joined, and about how much memory that takes; nothing is pulled.</summary>
    /// <inheritdoc cref="PullAsync"/>
    public async Task<PullExplanation> ExplainAsync(IReadOnlyList<string> views, Frame rows, string at, CancellationToken cancel = default) =>
        await PullExplanation.OfAsync(await (await BindingsAsync(cancel)).ViewsAsync(views, cancel), rows, at, cancel: cancel);

    /// <summary>Keeps a frame under a name, as immutable Parquet segments; saving again makes a new generation and leaves the old ones readable.</summary>
    /// <returns>The generation, 1 for the first.</returns>
    public async Task<int> SaveAsync(string name, Frame frame, CancellationToken cancel = default) => (await Offline.SaveAsync(name, frame, cancel)).Generation;

    /// <param name="generation">Null for the newest.</param>
    /// <exception cref="PlatformException">Nothing was saved under this name.</exception>
    public Frame Open(string name, int? generation = null) => Offline.Read(name, generation);

    /// <summary>Fills the online store with every key's values as of an instant; acknowledged when they are durable.</summary>
    /// <param name="to">What was known then; null for now.</param>
    /// <returns>View, version and keys written.</returns>
    public async Task<IReadOnlyList<MaterializedView>> MaterializeAsync(IReadOnlyList<string> views, DateTimeOffset? to = null, CancellationToken cancel = default)
    {
        var bindings = await BindingsAsync(cancel);
        var asOf = UnixMicros.From(to ?? _platform.Time.GetUtcNow());
        await using var client = await OnlineAsync(cancel);
        var written = new List<MaterializedView>();
        foreach (var bound in await WholeAsync(bindings, views, cancel))
        {
            var view = bound.View;
            using var line = new ProgressLine(_platform.Display, $"materializing {view.Name}", null, _platform.Time);
            var started = _platform.Time.GetTimestamp();
            var rows = await Materialization.RowsAsync(view, bound.Source, bound.Entity, asOf, cancel: cancel);
            await client.PutViewAsync(rows.View, cancel);
            await client.WriteAsync(view.Name, view.Version, rows.Rows, new RowLine(line, rows.Rows.RowCount), cancel);
            written.Add(new MaterializedView(view.Name, view.Version, rows.Rows.RowCount, _platform.Time.GetElapsedTime(started)));
        }

        return written;
    }

    /// <summary>Reads the online store as an endpoint would.</summary>
    /// <param name="keys">One row per entity.</param>
    /// <param name="at">The time of the question, for times to live; null for now.</param>
    public async Task<OnlineResult> ReadOnlineAsync(IReadOnlyList<string> views, Frame keys, DateTimeOffset? at = null, CancellationToken cancel = default)
    {
        var bindings = await ViewBindingsAsync(cancel);
        var reads = new List<OnlineRead>();
        foreach (var reference in views)
        {
            var view = await bindings.ViewAsync(FeatureReference.Parse(reference), cancel);
            reads.Add(new OnlineRead(view.Name, view.Version, keys));
        }

        await using var client = await OnlineAsync(cancel);
        return await client.ReadAsync(reads, UnixMicros.From(at ?? _platform.Time.GetUtcNow()), cancel);
    }

    /// <summary>One entity's keys as typed, in the types the view's entity declares.</summary>
    /// <param name="view">The view whose keys they are.</param>
    /// <param name="keys">Key column → text.</param>
    /// <returns>One row with the view's key columns.</returns>
    /// <exception cref="PlatformException">A key is missing, unknown, or no value of its type.</exception>
    public async Task<Frame> KeysAsync(string view, IReadOnlyDictionary<string, string> keys, CancellationToken cancel = default)
    {
        var bindings = await BindingsAsync(cancel);
        return KeyText.Row(await bindings.BindAsync(await bindings.ViewAsync(FeatureReference.Parse(view), cancel), cancel), keys);
    }

    private OfflineStore Offline => new(_platform.Home.Offline, _platform.Time);

    internal async Task<Catalog> CatalogAsync(CancellationToken cancel)
    {
        var features = (await _platform.ConnectAsync(cancel)).Features;
        return new Catalog(await features.EntitiesAsync(cancel), await features.SourcesAsync(cancel), await features.ViewsAsync(cancel)) { Services = await features.ServicesAsync(cancel) };
    }

    internal async Task<Bindings> BindingsAsync(CancellationToken cancel) => new(await CatalogAsync(cancel), (await _platform.ConnectAsync(cancel)).Features);

    // One call where only views are named: the path of a single online read.
    private async Task<Bindings> ViewBindingsAsync(CancellationToken cancel)
    {
        var features = (await _platform.ConnectAsync(cancel)).Features;
        return new Bindings(new Catalog([], [], await features.ViewsAsync(cancel)), features);
    }

    // The online store holds whole views: a part of one would leave its other features to be missed.
    private static async Task<IReadOnlyList<BoundView>> WholeAsync(Bindings bindings, IReadOnlyList<string> references, CancellationToken cancel)
    {
        var whole = new List<BoundView>();
        foreach (var bound in await bindings.ViewsAsync(references, cancel))
            whole.Add(bound with { View = await bindings.ViewAsync(new FeatureReference(bound.View.Name, bound.View.Version, null), cancel) });
        return whole;
    }

    /// <summary>The warning every leaky pull carries.</summary>
    public static Report LeakWarning(PullResult result) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"**leaky join**: values that became known after the prediction time are included in {(double)result.LeakyRows / Math.Max(1, result.Frame.RowCount):P0} of {result.Frame.RowCount:N0} rows. For showing the difference only."))
    { Tone = Tone.Warning };

    private async Task<OnlineFeatureClient> OnlineAsync(CancellationToken cancel)
    {
        var address = await (await _platform.ConnectAsync(cancel)).Features.ServerAsync(cancel);
        return await OnlineFeatureClient.ConnectAsync(address.Socket, cancel);
    }

    private sealed class PullLine(ProgressLine line) : IProgress<PullProgress>
    {
        public void Report(PullProgress value) => line.Report(value.Done, value.Step, value.Of);
    }

    private sealed class RowLine(ProgressLine line, long rows) : IProgress<long>
    {
        public void Report(long value) => line.Report(value, total: rows);
    }
}
