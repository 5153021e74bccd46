using System.Globalization;
using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Inference.XGBoost;

/// <summary>Gradient-boosted trees held by XGBoost. Predictions may run on several threads at once; training may not.</summary>
public sealed unsafe class Booster : IDisposable
{
    private nint _handle;

    /// <param name="matrices">Those it will train on and evaluate; XGBoost caches their predictions.</param>
    public Booster(params IReadOnlyList<TrainingMatrix> matrices) =>
        XGBoostApi.Check(XGBoostApi.BoosterCreate([.. matrices.Select(matrix => matrix.Handle)], (ulong)matrices.Count, out _handle));

    private Booster(nint handle) => _handle = handle;

    ~Booster() => Free();

    /// <summary>Trees grown so far, counted in rounds.</summary>
    public int Rounds
    {
        get
        {
            XGBoostApi.Check(XGBoostApi.BoosterRounds(_handle, out var rounds));
            return rounds;
        }
    }

    public int FeatureCount
    {
        get
        {
            XGBoostApi.Check(XGBoostApi.BoosterFeatures(_handle, out var features));
            return (int)features;
        }
    }

    /// <param name="model">A whole model file, JSON or UBJSON.</param>
    /// <exception cref="PlatformException">XGBoost cannot read it.</exception>
    public static Booster Load(ReadOnlySpan<byte> model)
    {
        var booster = new Booster([]);
        try
        {
            fixed (byte* bytes = model)
                XGBoostApi.Check(XGBoostApi.BoosterLoad(booster._handle, bytes, (ulong)model.Length));
            return booster;
        }
        catch (PlatformException)
        {
            booster.Dispose();
            throw;
        }
    }

    /// <summary>A parameter by XGBoost's own name. A wrong one is refused at the first <see cref="Update"/>.</summary>
    public void Set(string name, string value) => XGBoostApi.Check(XGBoostApi.BoosterSetParam(_handle, name, value));

    /// <summary>Grows one round of trees.</summary>
    public void Update(int round, TrainingMatrix train) => XGBoostApi.Check(XGBoostApi.BoosterUpdate(_handle, round, train.Handle));

    /// <summary>Metrics of the trees so far, named <c>name-metric</c>, such as <c>valid-auc</c>.</summary>
    public IReadOnlyDictionary<string, double> Evaluate(int round, IReadOnlyList<(string Name, TrainingMatrix Matrix)> sets)
    {
        XGBoostApi.Check(XGBoostApi.BoosterEvaluate(_handle, round, [.. sets.Select(set => set.Matrix.Handle)], [.. sets.Select(set => set.Name)], (ulong)sets.Count, out var text));
        var metrics = new Dictionary<string, double>();

        // "[12]\ttrain-auc:0.71\ttrain-logloss:0.43"
        foreach (var part in Marshal.PtrToStringUTF8(text)!.Split('\t').Skip(1))
            if (part.LastIndexOf(':') is > 0 and var colon)
                metrics[part[..colon]] = ParseMetric(part.AsSpan(colon + 1));
        return metrics;
    }

    /// <summary>The first rounds as a booster of their own.</summary>
    public Booster First(int rounds)
    {
        XGBoostApi.Check(XGBoostApi.BoosterSlice(_handle, 0, rounds, 1, out var slice));
        return new Booster(slice);
    }

    /// <param name="format"><c>json</c> or <c>ubj</c>.</param>
    public byte[] Save(string format)
    {
        XGBoostApi.Check(XGBoostApi.BoosterSave(_handle, $$"""{"format": "{{format}}"}""", out var length, out var bytes));
        return new ReadOnlySpan<byte>((void*)bytes, checked((int)length)).ToArray();
    }

    /// <summary>Mean gain of the splits on each feature; features never split on are left out.</summary>
    public IReadOnlyDictionary<string, double> Gain()
    {
        XGBoostApi.Check(XGBoostApi.BoosterImportance(_handle, """{"importance_type": "gain"}""", out var count, out var names, out _, out _, out var scores));
        var gain = new Dictionary<string, double>();
        for (var i = 0; i < (int)count; i++)
            gain[Marshal.PtrToStringUTF8(((nint*)names)[i])!] = ((float*)scores)[i];
        return gain;
    }

    /// <summary>One score per row, transformed by the objective (a probability for a classifier).</summary>
    /// <param name="rows">Row-major, NaN where missing.</param>
    /// <param name="scores">Shape: rows.</param>
    public void Predict(ReadOnlySpan<float> rows, int rowCount, int columns, Span<float> scores)
    {
        fixed (float* values = rows)
        {
            var array = string.Create(CultureInfo.InvariantCulture, $$"""{"data": [{{(nint)values}}, true], "shape": [{{rowCount}}, {{columns}}], "typestr": "<f4", "version": 3}""");
            XGBoostApi.Check(XGBoostApi.BoosterPredict(_handle, array, """{"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false, "cache_id": 0, "missing": NaN}""", 0, out _, out _, out var result));
            // The result lives in a buffer of this thread until its next prediction.
            new ReadOnlySpan<float>((void*)result, rowCount).CopyTo(scores);
        }
    }

    /// <summary>What each feature adds to each row's margin (TreeSHAP), and the bias as one more column; the sum of a row is its margin.</summary>
    /// <returns>Row-major. Shape: rows × (features + 1).</returns>
    public float[] Contributions(TrainingMatrix rows)
    {
        XGBoostApi.Check(XGBoostApi.BoosterPredictMatrix(_handle, rows.Handle, """{"type": 2, "training": false, "iteration_begin": 0, "iteration_end": 0, "strict_shape": false}""", out var shape, out var dimensions, out var result));
        var length = 1L;
        for (var i = 0; i < (int)dimensions; i++)
            length *= (long)((ulong*)shape)[i];
        return new ReadOnlySpan<float>((void*)result, checked((int)length)).ToArray();
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static double ParseMetric(ReadOnlySpan<char> text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;

    private void Free()
    {
        if (_handle != 0)
            XGBoostApi.Check(XGBoostApi.BoosterFree(_handle));
        _handle = 0;
    }
}
