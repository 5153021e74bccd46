using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Online;
using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Lookup;

/// <summary>Reads rows of several views in one round trip.</summary>
/// <param name="at">Microseconds UTC the values are wanted for.</param>
internal delegate Task<OnlineResult> ReadOnline(IReadOnlyList<OnlineRead> reads, long at, CancellationToken cancel);

/// <summary>What one view gave to a request.</summary>
internal sealed record ViewLookup(ModelFeatureView View, Frame Keys, OnlineRows Rows);

/// <summary>Fills the inputs a request leaves out with the model's features. A value in the request wins over the one looked up.</summary>
internal sealed class FeatureLookup(ModelManifest manifest, RequestSchema schema, ReadOnline? read)
{
    /// <returns>What was read, view by view; empty when the request gave every value.</returns>
    /// <exception cref="PlatformException">Neither the value nor the key is given, or the feature server does not answer.</exception>
    public async Task<IReadOnlyList<ViewLookup>> FillAsync(BoundRequest request, long at, CancellationToken cancel)
    {
        List<(ModelFeatureView View, OnlineRead Read)>? needed = null;
        foreach (var view in manifest.Features)
            if (NeedsKeys(view, request.Columns) is { } lacking && KeysOf(view, request.Columns, lacking) is { } keys)
                (needed ??= []).Add((view, new OnlineRead(view.View, view.Version, keys)));
        if (needed is null || request.Rows == 0)
            return [];
        if (read is null)
            throw new PlatformException(FeatureErrors.ServerDown, "This endpoint was started without a feature server.", "Give every input in the request, or deploy the endpoint again.");

        var result = await read([.. needed.Select(pair => pair.Read)], at, cancel);
        var lookups = new ViewLookup[needed.Count];
        for (var i = 0; i < lookups.Length; i++)
        {
            lookups[i] = new ViewLookup(needed[i].View, needed[i].Read.Keys, result.Views[i]);
            Merge(needed[i].View, result.Views[i].Values, request.Columns);
        }

        return lookups;
    }

    // A view is read when the request lacks one of its inputs, wholly or in a row.
    private string? NeedsKeys(ModelFeatureView view, Column?[] columns)
    {
        foreach (var column in view.Columns)
            if (schema.Find(column.Column) is >= 0 and var slot && slot < schema.InputCount && columns[slot] is not { NullCount: 0 })
                return column.Column;
        return null;
    }

    private Frame? KeysOf(ModelFeatureView view, Column?[] columns, string lacking)
    {
        var keys = new List<Column>(view.KeyColumns.Count);
        foreach (var name in view.KeyColumns)
        {
            if (columns[schema.Find(name)] is { } key)
                keys.Add(key);
            else if (columns[schema.Find(lacking)] is null)
                throw new PlatformException(EndpointErrors.MissingFeature, $"Input `{lacking}` is missing.", $"Give it, or give the key `{name}` and the server reads it from the view `{view.View}`.");
            else
                return null;
        }

        return new Frame(keys);
    }

    private void Merge(ModelFeatureView view, Frame values, Column?[] columns)
    {
        foreach (FeatureColumn feature in view.Columns)
        {
            var slot = schema.Find(feature.Column);
            if (slot < 0 || slot >= schema.InputCount)
                continue;
            var looked = values[feature.Column];
            columns[slot] = columns[slot] is { } given ? Prefer(given, looked) : looked;
        }
    }

    private static Column Prefer(Column given, Column looked)
    {
        if (given.NullCount == 0)
            return given;
        var values = given.ToDoubles();
        var other = looked.ToDoubles();
        var validity = new byte[Bitmap.ByteCount(values.Length)];
        for (var row = 0; row < values.Length; row++)
        {
            if (given.IsNull(row))
                values[row] = other[row];
            Bitmap.Set(validity, row, !given.IsNull(row) || !looked.IsNull(row));
        }

        return new Column<double>(given.Name, values, validity);
    }
}
