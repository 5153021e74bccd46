namespace MLPlatform.Inference.XGBoost;

/// <summary>XGBoost's own copy of a feature matrix with its label (DMatrix). Missing values are NaN.</summary>
public sealed class TrainingMatrix : IDisposable
{
    /// <param name="labels">One per row; empty when there is nothing to learn from.</param>
    /// <exception cref="Contracts.Errors.PlatformException">XGBoost refused, for example because of an infinite value.</exception>
    public unsafe TrainingMatrix(FeatureMatrix features, ReadOnlySpan<float> labels, int threads)
    {
        nint handle;
        fixed (float* values = features.Values)
            XGBoostApi.Check(XGBoostApi.MatrixFromDense(values, (ulong)features.Rows, (ulong)features.Names.Count, float.NaN, out handle, threads));
        Handle = handle;
        Rows = features.Rows;
        fixed (float* values = labels)
            if (labels.Length > 0)
                XGBoostApi.Check(XGBoostApi.MatrixSetFloats(Handle, "label", values, (ulong)labels.Length));
        XGBoostApi.Check(XGBoostApi.MatrixSetNames(Handle, "feature_name", [.. features.Names], (ulong)features.Names.Count));
    }

    ~TrainingMatrix() => Free();

    public int Rows { get; }

    internal nint Handle { get; private set; }

    /// <param name="weights">How much each row counts. Shape: rows.</param>
    public unsafe void SetWeights(ReadOnlySpan<float> weights)
    {
        fixed (float* values = weights)
            XGBoostApi.Check(XGBoostApi.MatrixSetFloats(Handle, "weight", values, (ulong)weights.Length));
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (Handle != 0)
            XGBoostApi.Check(XGBoostApi.MatrixFree(Handle));
        Handle = 0;
    }
}
