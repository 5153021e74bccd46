using System.Runtime.InteropServices;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Files;

namespace MLPlatform.Inference;

/// <summary>Opens an official native library by the path it was brought to, on first use.</summary>
internal static class NativeEngines
{
    /// <exception cref="PlatformException">The library was not brought, or one that it needs is not on the machine.</exception>
    public static nint Open(string name)
    {
        var path = BundledFiles.PathOf(name);
        if (!File.Exists(path))
            throw new PlatformException(DataErrors.NativeLibraryMissing, $"`{path}` is not there.", "Run `./mlplatform quickstart` once.");
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (DllNotFoundException missing)
        {
            throw new PlatformException(DataErrors.NativeLibraryMissing, $"`{path}` cannot be opened: {missing.Message}", "Run `./mlplatform quickstart` once.", missing);
        }
    }
}
