using System.Runtime.InteropServices;

namespace MLPlatform.Inference.Onnx;

/// <summary>Buffers of one prediction at a time, with a tensor over them for each number of rows: a call allocates nothing.</summary>
internal sealed unsafe class OnnxLane : IDisposable
{
    private readonly OrtApi _api;
    private readonly nint _memory;
    private readonly int _columns;
    private readonly float* _features;
    private readonly float* _scores;
    private readonly nint[] _inputs;
    private readonly nint[] _outputs;

    public OnnxLane(OrtApi api, nint memory, int maxRows, int columns)
    {
        (_api, _memory, _columns) = (api, memory, columns);
        _features = (float*)NativeMemory.Alloc((nuint)(maxRows * columns), sizeof(float));
        _scores = (float*)NativeMemory.Alloc((nuint)maxRows, sizeof(float));
        _inputs = new nint[maxRows + 1];
        _outputs = new nint[maxRows + 1];
    }

    /// <summary>Shape: rows × columns, row-major.</summary>
    public Span<float> Features(int rows) => new(_features, rows * _columns);

    public ReadOnlySpan<float> Scores(int rows) => new(_scores, rows);

    public (nint Input, nint Output) Tensors(int rows)
    {
        if (_inputs[rows] == 0)
        {
            _inputs[rows] = _api.CreateTensor(_memory, _features, rows, _columns);
            _outputs[rows] = _api.CreateTensor(_memory, _scores, rows, 1);
        }

        return (_inputs[rows], _outputs[rows]);
    }

    public void Dispose()
    {
        foreach (var tensor in _inputs.Concat(_outputs).Where(tensor => tensor != 0))
            _api.ReleaseTensor(tensor);
        NativeMemory.Free(_features);
        NativeMemory.Free(_scores);
    }
}
