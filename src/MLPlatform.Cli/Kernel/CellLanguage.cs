using System.Text.Json;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Cli.Kernel;

/// <summary>The language a front end chose for a cell, from the metadata dialects in use: <c>polyglot_notebook.kernelName</c> and <c>dotnet_interactive.language</c>.</summary>
internal static class CellLanguage
{
    private static readonly (string Group, string Key)[] Dialects = [("polyglot_notebook", "kernelName"), ("dotnet_interactive", "language")];

    /// <returns>Null for the notebook's own language.</returns>
    public static string? Of(JupyterMessage request)
    {
        if (request.MetadataJson.Length <= 2)
            return null;
        using var metadata = JsonDocument.Parse(request.MetadataJson);
        foreach (var (group, key) in Dialects)
            if (metadata.RootElement.TryGetProperty(group, out var values) && values.ValueKind == JsonValueKind.Object && values.TryGetProperty(key, out var name) && name.ValueKind == JsonValueKind.String)
                return name.GetString();
        return null;
    }
}
