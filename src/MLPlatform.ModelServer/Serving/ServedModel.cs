using System.Globalization;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Time;
using MLPlatform.Frames;
using MLPlatform.Inference.Models;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Capture;
using MLPlatform.ModelServer.Lookup;

namespace MLPlatform.ModelServer.Serving;

/// <summary>A loaded model with its door: looks features up, predicts, captures.</summary>
internal sealed class ServedModel(ModelServerSpec spec, IModel model, RequestSchema schema, FeatureLookup lookup, CaptureQueue capture, ServingMetrics metrics, TimeProvider time) : IDisposable
{
    // The endpoint's threads bound how many predictions run at once; each runs on one, so that a batch delays others by its own share only.
    private readonly SemaphoreSlim _threads = new(Math.Max(1, spec.Threads));

    public string Name => spec.Name;

    public string Version { get; } = spec.Version.ToString(CultureInfo.InvariantCulture);

    public ModelManifest Manifest => model.Manifest;

    public RequestSchema Schema => schema;

    /// <summary>The first prediction pays for what engines and the runtime set up lazily; the endpoint is ready after it.</summary>
    public void WarmUp()
    {
        foreach (var rows in new[] { 1, 2, 128 })
            _ = model.Predict(new Frame(schema.Slots.Take(schema.InputCount).Select(slot => new Column<double>(slot.Name, new double[rows]))));
    }

    public async Task<Prediction> PredictAsync(BoundRequest request, CancellationToken cancel)
    {
        var now = UnixMicros.Now(time);
        var at = request.At ?? now;
        var given = Array.ConvertAll(request.Columns, column => column is not null);
        IReadOnlyList<ViewLookup> lookups = [];
        if (model.Manifest.Features.Count > 0)
        {
            lookups = await lookup.FillAsync(request, at, cancel);
            if (lookups.Count > 0)
                metrics.Lookups.Add();
        }

        var outputs = await PredictAsync(Inputs(request), cancel);
        var id = request.Id ?? NewId.Uuid(time);
        metrics.Rows.Add(request.Rows);
        if (request.Rows > 0 && capture.Samples())
            capture.Offer(new CapturedRequest(id, now, at, request.Rows, request.Columns, outputs));
        return new Prediction(id, request, given, lookups, outputs);
    }

    public void Dispose() => _threads.Dispose();

    private async ValueTask<Frame> PredictAsync(Frame inputs, CancellationToken cancel)
    {
        await _threads.WaitAsync(cancel);
        try
        {
            return model.Predict(inputs);
        }
        finally
        {
            _threads.Release();
        }
    }

    // A row with no optional input at all must still be a row.
    private Frame Inputs(BoundRequest request)
    {
        var columns = new Column[schema.InputCount];
        for (var slot = 0; slot < columns.Length; slot++)
            columns[slot] = request.Columns[slot] ?? new Column<double>(schema.Slots[slot].Name, new double[request.Rows], new byte[Bitmap.ByteCount(request.Rows)]);
        return new Frame(columns);
    }
}
