using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MLPlatform.Kernel.Cells;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>
/// A <c>.dib</c> as a notebook and back. The format has no place for ids, tags and other metadata, so they travel in <c>#!meta</c> under
/// <c>ipynb</c>, where tools that do not know it let it be; outputs do not travel.
/// </summary>
internal static class DibNotebook
{
    private const string Markdown = CellLanguages.Markdown;
    private const string Raw = "raw";
    private const string Ours = "ipynb";

    public static NotebookFile ToNotebook(DibFile dib)
    {
        var carried = dib.Meta[Ours] as JsonObject;
        var selectors = DibSelectors.Of(dib.Meta);
        var overrides = DibOverrides.Read(carried, dib.Sections, selectors);
        var ids = carried?["ids"] as JsonArray;
        var cells = new List<JsonObject>();
        for (var at = 0; at < dib.Sections.Count;)
        {
            var section = dib.Sections[at];
            var found = overrides.GetValueOrDefault(at);
            var cell = Cell(section, found?.Source ?? section.Text, selectors.Default);
            found?.Apply(cell, section);
            cell["id"] = cells.Count < ids?.Count && (string?)ids[cells.Count] is { } id ? id : Id(cells.Count, section);
            cells.Add(cell);
            at += found?.Sections ?? 1;
        }

        var notebook = carried?["metadata"] is JsonObject metadata ? (JsonObject)metadata.DeepClone() : Metadata(dib.Meta);
        return NotebookFile.Create(notebook, cells);
    }

    public static DibFile FromNotebook(NotebookFile notebook)
    {
        notebook.Upgrade();
        var meta = Meta(notebook);
        var selectors = DibSelectors.Of(meta);
        var sections = new List<DibSection>();
        var overrides = new JsonArray();
        var ids = new JsonArray();
        var plainIds = true;
        for (var i = 0; i < notebook.Cells.Count; i++)
        {
            var cell = notebook.Cells[i];
            var kernel = KernelOf(cell, selectors);
            var parts = DibFile.Split(cell.Source.Split('\n').Select(line => line.TrimEnd('\r')), kernel, selectors);
            if (parts.Count == 0)
                parts = [new DibSection(kernel, "")];
            if (DibOverride.Of(cell.Json, Cell(parts[0], parts[0].Text, selectors.Default), parts, sections.Count) is { } differs)
                overrides.Add((JsonNode)differs);
            var id = (string?)cell.Json["id"] ?? "";
            plainIds &= id == Id(i, parts[0]);
            ids.Add((JsonNode)id);
            sections.AddRange(parts);
        }

        var carried = new JsonObject();
        if (!JsonNode.DeepEquals(notebook.Metadata, Metadata(meta)))
            carried["metadata"] = notebook.Metadata.DeepClone();
        if (!plainIds)
            carried["ids"] = ids;
        if (overrides.Count > 0)
            (carried["cells"], carried["count"]) = (overrides, sections.Count);
        if (carried.Count > 0)
            meta[Ours] = carried;
        return new DibFile(meta, sections);
    }

    /// <summary>Metadata of a cell in both dialects.</summary>
    public static JsonObject CellMetadata(string kernel) => new()
    {
        ["dotnet_interactive"] = new JsonObject { ["language"] = kernel },
        ["polyglot_notebook"] = new JsonObject { ["kernelName"] = kernel },
    };

    private static JsonObject Cell(DibSection section, string source, string defaultKernel)
    {
        var cell = new JsonObject { ["cell_type"] = section.Kernel switch { Markdown => "markdown", Raw => "raw", _ => "code" } };
        if (section.Kernel is Markdown or Raw)
            cell["metadata"] = new JsonObject();
        else
            (cell["execution_count"], cell["metadata"], cell["outputs"]) = (null, CellMetadata(section.Kernel.Length > 0 ? section.Kernel : defaultKernel), new JsonArray());
        cell["source"] = NotebookOutputs.Lines(source);
        return cell;
    }

    private static string KernelOf(NotebookCell cell, DibSelectors selectors)
    {
        var named = cell.IsCode ? cell.Kernel : (string?)cell.Json["cell_type"] == Raw ? Raw : Markdown;
        return named is null ? selectors.Default : selectors.ByName.GetValueOrDefault(named, named);
    }

    private static JsonObject Meta(NotebookFile notebook)
    {
        var meta = notebook.Metadata["dib"] is JsonObject other ? (JsonObject)other.DeepClone() : [];
        var info = (notebook.Metadata["polyglot_notebook"]?["kernelInfo"] ?? notebook.Metadata["kernelInfo"]) as JsonObject;
        // A list that came with the notebook stays as it is, but for kernels no reader would know.
        var known = info is null ? null : DibSelectors.Of(new JsonObject { ["kernelInfo"] = info.DeepClone() });
        info = info is null ? [] : (JsonObject)info.DeepClone();
        if (info["defaultKernelName"] is null)
            info["defaultKernelName"] = notebook.DefaultKernel ?? CellLanguages.CSharp;
        if (info["items"] is not JsonArray items)
            info["items"] = items = [];
        var listed = items.Select(item => (string?)item?["name"]).ToHashSet(StringComparer.Ordinal);
        foreach (var kernel in notebook.Cells.Where(cell => cell.IsCode).Select(cell => cell.Kernel).Append((string?)info["defaultKernelName"]).Distinct(StringComparer.Ordinal))
            if (kernel is not null && known?.ByName.ContainsKey(kernel) != true && listed.Add(CellLanguages.ByName.GetValueOrDefault(kernel, kernel)))
                items.Add((JsonNode)new JsonObject { ["aliases"] = new JsonArray(), ["name"] = CellLanguages.ByName.GetValueOrDefault(kernel, kernel) });
        meta["kernelInfo"] = info;
        return meta;
    }

    private static JsonObject Metadata(JsonObject meta)
    {
        var metadata = new JsonObject
        {
            ["kernelspec"] = new JsonObject { ["display_name"] = "C# (MLPlatform)", ["language"] = "C#", ["name"] = "mlplatform" },
            ["language_info"] = new JsonObject { ["name"] = "polyglot-notebook" },
        };
        if (meta["kernelInfo"] is { } info)
            metadata["polyglot_notebook"] = new JsonObject { ["kernelInfo"] = info.DeepClone() };
        var others = new JsonObject(meta.Where(pair => pair.Key is not ("kernelInfo" or Ours)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value?.DeepClone())));
        if (others.Count > 0)
            metadata["dib"] = others;
        return metadata;
    }

    // The same file gives the same ids each time it is read.
    private static string Id(int index, DibSection section) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{index}\n{section.Kernel}\n{section.Text}")))[..8];
}
