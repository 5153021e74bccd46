using System.Collections.Concurrent;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;

namespace MLPlatform.Inference.Onnx;

/// <summary>A model with one float32 input of rows × columns and one float32 output of rows × 1, in ONNX Runtime. Thread safe.</summary>
internal sealed unsafe class OnnxSession : IDisposable
{
    /// <summary>Rows one call takes at most; more are cut into calls.</summary>
    public const int MaxRows = 64;

    private readonly OrtApi _api;
    private readonly nint _env;
    private readonly nint _memory;
    private readonly nint _session;
    private readonly byte[] _inputName;
    private readonly byte[] _outputName;
    private readonly ConcurrentBag<OnnxLane> _lanes = [];

    /// <param name="threads">Within one call. One is best for small models: calls run side by side anyway.</param>
    /// <exception cref="PlatformException">The file is torn, or its input is not rows × <paramref name="columns"/> of float32.</exception>
    public OnnxSession(string path, int columns, int threads = 1)
    {
        _api = OrtApi.Open();
        Columns = columns;
        try
        {
            _env = _api.CreateEnv();
            _session = _api.CreateSession(_env, path, threads);
            _memory = _api.CreateCpuMemory();
            (_inputName, _outputName) = _api.Names(_session);
            if (_api.InputColumns(_session) is var width && width != columns)
                throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` takes {width} columns, the manifest names {columns}.", "Save the model again: its files are not of one model.");
        }
        catch (OnnxRefusedException refused)
        {
            Dispose();
            throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` is not a model ONNX Runtime can read: {refused.Message}", "Save the model again, or copy its folder again.", refused);
        }
        catch (PlatformException)
        {
            Dispose();
            throw;
        }
    }

    public int Columns { get; }

    /// <summary>Scores of at most <see cref="MaxRows"/> rows starting at <paramref name="start"/>; a null column is missing everywhere.</summary>
    /// <param name="columns">In the order of the model's input vector.</param>
    public void Predict(ReadOnlySpan<Column?> columns, int start, Span<double> scores)
    {
        var lane = _lanes.TryTake(out var idle) ? idle : new OnnxLane(_api, _memory, MaxRows, Columns);
        try
        {
            var rows = scores.Length;
            var features = lane.Features(rows);
            for (var at = 0; at < columns.Length; at++)
                FeatureMatrix.Fill(columns[at], start, rows, features, at, Columns);
            var (input, output) = lane.Tensors(rows);
            fixed (byte* inputName = _inputName, outputName = _outputName)
                _api.Run(_session, inputName, input, outputName, output);
            var result = lane.Scores(rows);
            for (var row = 0; row < rows; row++)
                scores[row] = result[row];
        }
        finally
        {
            _lanes.Add(lane);
        }
    }

    public void Dispose()
    {
        while (_lanes.TryTake(out var lane))
            lane.Dispose();
        if (_memory != 0)
            _api.ReleaseMemory(_memory);
        if (_session != 0)
            _api.ReleaseSession(_session);
        if (_env != 0)
            _api.ReleaseEnv(_env);
    }
}
