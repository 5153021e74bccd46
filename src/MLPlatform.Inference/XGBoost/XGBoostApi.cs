using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Inference.XGBoost;

/// <summary>Entry points of libxgboost's C interface that the product uses, version 1.7. Each returns 0 or leaves its reason with <see cref="GetLastError"/>.</summary>
internal static unsafe partial class XGBoostApi
{
    private const string Library = "libxgboost.so.0";

    static XGBoostApi() =>
        NativeLibrary.SetDllImportResolver(typeof(XGBoostApi).Assembly, static (name, _, _) => name == Library ? NativeEngines.Open(name) : 0);

    /// <exception cref="PlatformException">XGBoost refused; its text is the problem.</exception>
    public static void Check(int status)
    {
        if (status == 0)
            return;
        var text = Marshal.PtrToStringUTF8(GetLastError()) ?? "no reason given";
        throw new PlatformException(TrainingErrors.EngineRefused, $"XGBoost: {FirstLine(text)}");
    }

    [LibraryImport(Library, EntryPoint = "XGBGetLastError")]
    private static partial nint GetLastError();

    [LibraryImport(Library, EntryPoint = "XGDMatrixCreateFromMat_omp")]
    public static partial int MatrixFromDense(float* rowMajor, ulong rows, ulong columns, float missing, out nint matrix, int threads);

    [LibraryImport(Library, EntryPoint = "XGDMatrixSetFloatInfo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MatrixSetFloats(nint matrix, string field, float* values, ulong length);

    [LibraryImport(Library, EntryPoint = "XGDMatrixSetStrFeatureInfo", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MatrixSetNames(nint matrix, string field, string[] names, ulong length);

    [LibraryImport(Library, EntryPoint = "XGDMatrixFree")]
    public static partial int MatrixFree(nint matrix);

    [LibraryImport(Library, EntryPoint = "XGBoosterCreate")]
    public static partial int BoosterCreate(nint[] matrices, ulong length, out nint booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterFree")]
    public static partial int BoosterFree(nint booster);

    [LibraryImport(Library, EntryPoint = "XGBoosterSetParam", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterSetParam(nint booster, string name, string value);

    [LibraryImport(Library, EntryPoint = "XGBoosterUpdateOneIter")]
    public static partial int BoosterUpdate(nint booster, int round, nint train);

    [LibraryImport(Library, EntryPoint = "XGBoosterEvalOneIter", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterEvaluate(nint booster, int round, nint[] matrices, string[] names, ulong length, out nint text);

    [LibraryImport(Library, EntryPoint = "XGBoosterSaveModelToBuffer", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterSave(nint booster, string config, out ulong length, out nint bytes);

    [LibraryImport(Library, EntryPoint = "XGBoosterLoadModelFromBuffer")]
    public static partial int BoosterLoad(nint booster, byte* bytes, ulong length);

    [LibraryImport(Library, EntryPoint = "XGBoosterSlice")]
    public static partial int BoosterSlice(nint booster, int begin, int end, int step, out nint slice);

    [LibraryImport(Library, EntryPoint = "XGBoosterBoostedRounds")]
    public static partial int BoosterRounds(nint booster, out int rounds);

    [LibraryImport(Library, EntryPoint = "XGBoosterGetNumFeature")]
    public static partial int BoosterFeatures(nint booster, out ulong features);

    [LibraryImport(Library, EntryPoint = "XGBoosterFeatureScore", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterImportance(nint booster, string config, out ulong features, out nint names, out ulong dimensions, out nint shape, out nint scores);

    [LibraryImport(Library, EntryPoint = "XGBoosterPredictFromDense", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterPredict(nint booster, string arrayInterface, string config, nint matrix, out nint shape, out ulong dimensions, out nint scores);

    [LibraryImport(Library, EntryPoint = "XGBoosterPredictFromDMatrix", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int BoosterPredictMatrix(nint booster, nint matrix, string config, out nint shape, out ulong dimensions, out nint scores);

    // XGBoost's text is "[time] file:line: Check failed: …" and then a C++ stack trace, which helps no user.
    private static string FirstLine(string text)
    {
        var line = text.AsSpan();
        var end = line.IndexOf("\nStack trace");
        line = (end < 0 ? line : line[..end]).Trim();
        if (line.StartsWith('[') && line.IndexOf("] ") is > 0 and var stamp)
            line = line[(stamp + 2)..];
        if (line.StartsWith("./") || line.StartsWith('/') || line.StartsWith("../"))
            line = line.IndexOf(": ") is > 0 and var file ? line[(file + 2)..] : line;
        return line.ToString().Replace('\n', ' ');
    }
}
