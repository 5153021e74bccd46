using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Json;
using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlane.Endpoints;

/// <summary><c>endpoints/NAME</c> in the home: one folder per deployment with its private copy of the model, and the captured requests, which all deployments share.</summary>
internal sealed class EndpointFolder(PlatformHome home, string project, string name)
{
    public string Folder { get; } = Path.Combine(home.Endpoints, project == Principal.DefaultProject ? name : $"{project}.{name}");

    public string Capture => Path.Combine(Folder, "capture");

    public string LogOf(string nonce) => Path.Combine(DeploymentOf(nonce), "server.log");

    public string SpecOf(string nonce) => Path.Combine(DeploymentOf(nonce), "spec.json");

    public string ModelOf(string nonce) => Path.Combine(DeploymentOf(nonce), "model");

    public string DeploymentOf(string nonce) => Path.Combine(Folder, "deployments", nonce);

    /// <summary>Copies the model; when that fails nothing stays.</summary>
    /// <exception cref="PlatformException"><see cref="ModelErrors.NoArtifact"/>, <see cref="DataErrors.NotWritten"/>.</exception>
    public void CopyModel(string source, string nonce, string reference)
    {
        if (!Directory.Exists(source) || !Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories).Any())
            throw new PlatformException(ModelErrors.NoArtifact, $"The artifact of `{reference}` holds no files.", "Log the model again and register the new run.");
        try
        {
            foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
            {
                var copy = Path.Combine(ModelOf(nonce), Path.GetRelativePath(source, file));
                PrivateFiles.EnsureFolder(Path.GetDirectoryName(copy)!);
                File.Copy(file, copy);
            }

            PrivateFiles.EnsureFolder(Capture);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or PlatformException)
        {
            Remove(nonce);
            throw failure as PlatformException
                ?? new PlatformException(DataErrors.NotWritten, $"The model could not be copied to `{Folder}`: {failure.Message}", "Free space in the platform home. Nothing was deployed.", failure);
        }
    }

    /// <summary>The deployment that a model's folder belongs to.</summary>
    public static string DeploymentOfModel(string modelFolder) => Path.GetFileName(Path.GetDirectoryName(modelFolder))!;

    public void WriteSpec(ModelServerSpec spec) => PrivateFiles.Write(SpecOf(spec.Nonce), JsonSerializer.SerializeToUtf8Bytes(spec, ContractsJson.Default.ModelServerSpec));

    public void Remove(string nonce)
    {
        if (Directory.Exists(DeploymentOf(nonce)))
            Directory.Delete(DeploymentOf(nonce), recursive: true);
    }

    /// <summary>Removes deployments that no one serves any more.</summary>
    /// <param name="keep">The process' own, those whose models are served or tried, and the one a rollback needs; empty for none.</param>
    public void Sweep(IReadOnlySet<string> keep)
    {
        var deployments = Path.Combine(Folder, "deployments");
        if (!Directory.Exists(deployments))
            return;
        foreach (var folder in Directory.EnumerateDirectories(deployments).Where(folder => !keep.Contains(Path.GetFileName(folder))))
            Directory.Delete(folder, recursive: true);
    }

    /// <returns>Null for a model that carries none, such as one of another tool.</returns>
    /// <exception cref="PlatformException"><see cref="EndpointErrors.ModelDoesNotLoad"/>.</exception>
    public ModelManifest? ManifestOf(string nonce)
    {
        var file = Path.Combine(ModelOf(nonce), ModelManifest.FileName);
        if (!File.Exists(file))
            return null;
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(file), ContractsJson.Default.ModelManifest);
        }
        catch (JsonException torn)
        {
            throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{ModelManifest.FileName}` of the model cannot be read: {torn.Message}", "Log the model again and register the new run.", torn);
        }
    }
}
