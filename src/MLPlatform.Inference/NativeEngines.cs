using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Files;

namespace MLPlatform.Inference;

/// <summary>Opens an official native library by the path it was brought to, on first use.</summary>
internal static class NativeEngines
{
    // What XGBoost itself links to. On a machine where nobody could install them they lie beside it, and a library that is loaded already
    // answers for its name.
    private static readonly string[] Companions = ["libgomp.so.1", "libdmlc.so.0"];

    /// <exception cref="PlatformException">The library was not brought, or one that it needs is not on the machine.</exception>
    public static nint Open(string name)
    {
        var path = BundledFiles.PathOf(name);
        if (!File.Exists(path))
            throw new PlatformException(DataErrors.NativeLibraryMissing, $"`{path}` is not there.", "Run `./mlplatform quickstart` once.");
        try
        {
            foreach (var companion in Companions.Select(BundledFiles.PathOf).Where(File.Exists))
                NativeLibrary.Load(companion);
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException missing)
        {
            throw new PlatformException(DataErrors.NativeLibraryMissing, $"`{path}` cannot be opened: {missing.Message}", "Run `./mlplatform quickstart` once.", missing);
        }
    }
}
