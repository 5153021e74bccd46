using System.Security.Cryptography;
using System.Text.Json;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Kernel.Packages;

/// <summary>What <c>#r "project: …"</c> brings: the project's assembly with everything it needs beside the framework.</summary>
/// <param name="Assemblies">Full paths; the project's own first.</param>
internal sealed record ProjectBuild(IReadOnlyList<string> Assemblies, IReadOnlyList<string> Natives)
{
    private const int MostErrors = 10;

    /// <summary>Builds, and copies the result into a folder of its content's own: a later build of the project must not write into files that this process has mapped.</summary>
    /// <exception cref="PlatformException">There is no such project, or it does not build.</exception>
    public static async Task<ProjectBuild> RunAsync(string path, string cacheFolder, CancellationToken cancel)
    {
        if (Directory.Exists(path) && Directory.GetFiles(path, "*.*proj") is [var only])
            path = only;
        if (!File.Exists(path))
            throw new PlatformException(CellErrors.ReferenceNotFound, $"There is no project `{path}`.", "Name a .csproj, .fsproj or .vbproj file.");
        var (exit, output, all) = await DotnetSdk.RunAsync(
            Path.GetDirectoryName(path)!,
            ["build", path, "-t:Build", "-nologo", "-v:q", "-nodeReuse:false", "-p:UseSharedCompilation=false", "-getProperty:TargetPath", "-getItem:ReferenceCopyLocalPaths"],
            cancel);
        if (exit != 0)
            throw new PlatformException(PackageErrors.BuildFailed, $"`{path}` does not build:\n{Errors(all)}", "Build it with `dotnet build` until it does.");
        using var json = JsonDocument.Parse(output[output.IndexOf('{', StringComparison.Ordinal)..]);
        var target = json.RootElement.GetProperty("Properties").GetProperty("TargetPath").GetString()!;
        var files = json.RootElement.GetProperty("Items").GetProperty("ReferenceCopyLocalPaths").EnumerateArray()
            .Select(item => item.GetProperty("FullPath").GetString()!)
            .Where(File.Exists);
        return Copy(target, [.. files], cacheFolder);
    }

    private static ProjectBuild Copy(string target, string[] files, string cacheFolder)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Prepend(target))
            hash.AppendData(SHA256.HashData(File.ReadAllBytes(file)));
        var folder = Path.Combine(cacheFolder, Convert.ToHexStringLower(hash.GetHashAndReset())[..16]);
        Directory.CreateDirectory(folder);
        foreach (var file in files.Prepend(target).Append(Path.ChangeExtension(target, ".xml")).Where(File.Exists))
        {
            var copy = Path.Combine(folder, Path.GetFileName(file));
            if (File.Exists(copy))
                continue;
            File.Copy(file, copy + ".new", overwrite: true);
            File.Move(copy + ".new", copy, overwrite: true);
        }

        string Placed(string file) => Path.Combine(folder, Path.GetFileName(file));
        return new ProjectBuild(
            [Placed(target), .. files.Where(file => Path.GetExtension(file) == ".dll").Select(Placed)],
            [.. files.Where(file => Path.GetExtension(file) is ".so" or ".dylib").Select(Placed)]);
    }

    private static string Errors(string output)
    {
        var lines = output.Split('\n').Where(line => line.Contains(": error ", StringComparison.Ordinal)).Distinct().ToArray();
        return string.Join('\n', (lines.Length > 0 ? lines : output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Take(MostErrors));
    }
}
