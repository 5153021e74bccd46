using System.Diagnostics;
using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Time;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.ModelServer.Batching;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Capture;
using MLPlatform.ModelServer.Lookup;
using MLPlatform.ModelServer.Versions;

namespace MLPlatform.ModelServer.Serving;

/// <summary>One loaded version with its door: looks features up, predicts, captures. Its engines close after the last request that entered.</summary>
internal sealed class ServedModel
{
    private readonly ModelServerSpec _spec;
    private readonly IModel _model;
    private readonly FeatureLookup _lookup;
    private readonly CaptureQueue _capture;
    private readonly ServingMetrics _metrics;
    private readonly VersionMetrics _mine;
    private readonly TimeProvider _time;
    // Each prediction runs on one of the endpoint's threads, so that a batch delays others by its own share only.
    private readonly BatchLane _lane;
    private readonly int _version;
    private readonly string _folder;
    private volatile Frame? _recent;

    // Requests inside, and one for being in service.
    private long _inside = 1;

    /// <param name="folder">Where the model was loaded from.</param>
    public ServedModel(ModelServerSpec spec, int version, string folder, IModel model, RequestSchema schema, FeatureLookup lookup, CaptureQueue capture, ServingMetrics metrics, TimeProvider time)
    {
        (_spec, _model, _lookup, _capture, _metrics, _time) = (spec, model, lookup, capture, metrics, time);
        (_version, _folder) = (version, folder);
        Schema = schema;
        Version = version.ToString(CultureInfo.InvariantCulture);
        Stats = new VersionStats(version);
        _mine = metrics.Of(Version);
        _lane = new BatchLane(model, Math.Max(1, spec.Threads), TimeSpan.FromMilliseconds(spec.PatienceMilliseconds), time, _mine.Ran);
        _mine.Waiting = () => _lane.Waiting;
    }

    public string Name => _spec.Name;

    public string Version { get; }

    public ModelManifest Manifest => _model.Manifest;

    public RequestSchema Schema { get; }

    public VersionStats Stats { get; }

    /// <summary>The inputs of a recent request, to warm another version up with; null before the first.</summary>
    public Frame? Recent => _recent;

    /// <summary>True when this is what the spec means by a version, so that it need not be loaded again.</summary>
    public bool Serves(ModelServerSpec spec, int version, string folder) =>
        (_version, _folder, _spec.Threads, _spec.PatienceMilliseconds, _spec.FeatureSocket) == (version, folder, spec.Threads, spec.PatienceMilliseconds, spec.FeatureSocket);

    /// <summary>Takes no new request once the version is retired and empty; then the caller asks for the one that replaced it.</summary>
    public bool TryEnter()
    {
        while (Interlocked.Read(ref _inside) is var inside and > 0)
            if (Interlocked.CompareExchange(ref _inside, inside + 1, inside) == inside)
                return true;
        return false;
    }

    public void Leave()
    {
        if (Interlocked.Decrement(ref _inside) == 0)
            _model.Dispose();
    }

    /// <summary>Ends its service: the engines close when the last request has left.</summary>
    public void Retire() => Leave();

    /// <summary>The first predictions pay for what engines and the runtime set up lazily; the version serves after them.</summary>
    /// <param name="recorded">Inputs of real requests, of which this version takes the columns it knows; null for none.</param>
    public void WarmUp(Frame? recorded)
    {
        var names = Schema.Slots.Take(Schema.InputCount).Select(slot => slot.Name).ToArray();
        if (recorded is { RowCount: > 0 } && Array.TrueForAll(names, recorded.Has))
            TryPredict(recorded.Head(BatchLane.MostRows).Select(names));
        foreach (var (rows, warm) in new[] { (1, false), (2, false), (128, false), (1, true), (128, true) })
        {
            var frame = new Frame(Schema.Slots.Take(Schema.InputCount).Select(slot => new Column<double>(slot.Name, new double[rows])));
            var started = Stopwatch.GetTimestamp();
            _ = _model.Predict(frame);
            if (warm)
                _lane.Service.Observe(rows, Stopwatch.GetElapsedTime(started).TotalSeconds, keep: true);
        }
    }

    // Inputs that another version took may not fit this one's signature; that is no reason not to load it.
    private void TryPredict(Frame rows)
    {
        try
        {
            _ = _model.Predict(rows);
        }
        catch (PlatformException)
        {
            // The made-up rows that follow warm it up as well.
        }
    }

    /// <summary>Answers a request, counts it and may keep it.</summary>
    public async Task<Prediction> PredictAsync(BoundRequest request, CancellationToken cancel)
    {
        var started = _time.GetTimestamp();
        try
        {
            var prediction = await ScoreAsync(request, cancel);
            _metrics.Rows.Add(request.Rows);
            if (request.Rows > 0 && _capture.Samples())
                _capture.Offer(new CapturedRequest(prediction.Id, UnixMicros.Now(_time), request.At ?? UnixMicros.Now(_time), Version, Schema, request.Rows, request.Columns, prediction.Outputs));
            _mine.Succeeded(_time.GetElapsedTime(started));
            return prediction;
        }
        catch (Exception failure)
        {
            _mine.Failed(failure switch
            {
                PlatformException refused when refused.Code == EndpointErrors.Overloaded => "REJECTED",
                PlatformException => "OTHER",
                OperationCanceledException => "CANCELED",
                _ => "BACKEND",
            });
            throw;
        }
    }

    /// <summary>Predicts, and leaves no trace of the request.</summary>
    public async Task<Prediction> ScoreAsync(BoundRequest request, CancellationToken cancel)
    {
        var at = request.At ?? UnixMicros.Now(_time);
        var given = Array.ConvertAll(request.Columns, column => column is not null);
        IReadOnlyList<ViewLookup> lookups = [];
        if (_model.Manifest.Features.Count > 0)
        {
            lookups = await _lookup.FillAsync(request, at, cancel);
            if (lookups.Count > 0)
                _metrics.Lookups.Add();
        }

        var inputs = Inputs(request);
        if (inputs.RowCount is > 0 and <= BatchLane.MostRows)
            _recent = inputs;
        var outputs = await _lane.PredictAsync(inputs, request.Within, cancel);
        return new Prediction(request.Id ?? NewId.Uuid(_time), request, given, lookups, outputs);
    }

    // A row with no optional input at all must still be a row.
    private Frame Inputs(BoundRequest request)
    {
        var columns = new Column[Schema.InputCount];
        for (var slot = 0; slot < columns.Length; slot++)
            columns[slot] = request.Columns[slot] ?? new Column<double>(Schema.Slots[slot].Name, new double[request.Rows], new byte[Bitmap.ByteCount(request.Rows)]);
        return new Frame(columns);
    }
}
