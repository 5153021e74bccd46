using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.Inference.Onnx;
using MLPlatform.Inference.XGBoost;

namespace MLPlatform.Inference.Models;

/// <summary>A model's folder: <c>mlplatform.json</c> and the files it names.</summary>
public static class ModelPackage
{
    private const int NewestSchema = 1;

    /// <summary>Opens every engine the manifest names, so that a torn file shows now and not at a request.</summary>
    /// <param name="threads">Of one batch prediction; single rows always use one.</param>
    /// <exception cref="PlatformException">A file is missing or torn, named in the message.</exception>
    public static IModel Load(string folder, int threads = 1)
    {
        var manifest = ReadManifest(folder);
        OnnxSession? onnx = null;
        Booster? booster = null;
        try
        {
            if (manifest.Flavors.TryGetValue("onnx", out var onnxFile))
                onnx = new OnnxSession(Existing(folder, onnxFile), manifest.Inputs.Count);
            if (manifest.Flavors.TryGetValue("xgboost", out var treesFile))
                booster = LoadTrees(Existing(folder, treesFile), manifest.Inputs.Count, threads);
            if (onnx is null && booster is null)
                throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{Path.Combine(folder, ModelManifest.FileName)}` names the flavors {string.Join(", ", manifest.Flavors.Keys)}.", "This version loads onnx and xgboost.");
            return new TreeModel(manifest, onnx, booster);
        }
        catch
        {
            onnx?.Dispose();
            booster?.Dispose();
            throw;
        }
    }

    /// <summary>The manifest alone, without opening an engine.</summary>
    /// <exception cref="PlatformException">It is missing or torn.</exception>
    public static ModelManifest ReadManifest(string folder)
    {
        var path = Existing(folder, ModelManifest.FileName);
        ModelManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), ContractsJson.Default.ModelManifest);
        }
        catch (JsonException torn)
        {
            throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` is not a model manifest: {torn.Message}", "Save the model again.", torn);
        }

        if (manifest is null || manifest.Inputs.Count == 0 || manifest.Outputs.Count == 0)
            throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` names no inputs or no outputs.", "Save the model again.");
        return manifest.Schema <= NewestSchema ? manifest : throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` has schema {manifest.Schema}, newer than this version reads ({NewestSchema}).", "Upgrade this installation.");
    }

    private static Booster LoadTrees(string path, int columns, int threads)
    {
        try
        {
            var booster = Booster.Load(File.ReadAllBytes(path));
            booster.Set("nthread", threads.ToString(System.Globalization.CultureInfo.InvariantCulture));
            booster.Set("verbosity", "0");
            var width = booster.FeatureCount;
            if (width == columns)
                return booster;
            booster.Dispose();
            throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` takes {width} columns, the manifest names {columns}.", "Save the model again: its files are not of one model.");
        }
        catch (PlatformException refused) when (refused.Code == TrainingErrors.EngineRefused)
        {
            throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` is not a model XGBoost can read: {refused.Problem}", "Save the model again, or copy its folder again.", refused);
        }
    }

    private static string Existing(string folder, string file)
    {
        var path = Path.Combine(folder, file);
        return Path.GetFileName(file) == file && File.Exists(path) ? path : throw new PlatformException(EndpointErrors.ModelDoesNotLoad, $"`{path}` is missing.", "Save the model again, or copy its whole folder.");
    }
}
