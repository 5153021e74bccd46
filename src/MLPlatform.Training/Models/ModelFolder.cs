using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;

namespace MLPlatform.Training.Models;

/// <summary>Writes a model as one folder: MLflow's layout with the platform's manifest beside it.</summary>
internal static class ModelFolder
{
    public const string OnnxFile = "model.onnx";

    public const string XGBoostFile = "model.ubj";

    /// <summary>The folder appears whole or not at all.</summary>
    /// <param name="files">The model's own files by name.</param>
    /// <param name="requirements">Packages that MLflow needs to load it in Python, one a line.</param>
    public static void Write(string folder, ModelManifest manifest, IReadOnlyDictionary<string, byte[]> files, string requirements)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new PlatformException(DataErrors.NotWritten, $"The folder `{folder}` is not empty.", "Give a new one: a saved model is never written over.");
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        var building = $"{target}.{Guid.NewGuid():N}";
        try
        {
            Directory.CreateDirectory(building);
            foreach (var (name, content) in files)
                File.WriteAllBytes(Path.Combine(building, name), content);
            File.WriteAllBytes(Path.Combine(building, ModelManifest.FileName), JsonSerializer.SerializeToUtf8Bytes(manifest, ContractsJson.Default.ModelManifest));
            File.WriteAllText(Path.Combine(building, "MLmodel"), MlflowDescription.Of(manifest));
            File.WriteAllText(Path.Combine(building, "requirements.txt"), requirements);
            if (Directory.Exists(target))
                Directory.Delete(target);
            Directory.Move(building, target);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            if (Directory.Exists(building))
                Directory.Delete(building, recursive: true);
            throw new PlatformException(DataErrors.NotWritten, $"The model could not be written to `{folder}`: {refused.Message}", "Free some space or choose another folder.", refused);
        }
    }
}
