using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Features.Online;

namespace MLPlatform.FeatureServer.Store;

/// <summary>The views the store knows, in a file that is only ever appended to: the place of a view in it is the number its stored keys begin with.</summary>
internal sealed class ViewCatalog
{
    private readonly string _file;
    private readonly Lock _writing = new();
    private volatile IReadOnlyList<OnlineView> _views;

    /// <exception cref="PlatformException">The file is damaged.</exception>
    public ViewCatalog(string file)
    {
        _file = file;
        try
        {
            _views = File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllBytes(file), CatalogJson.Default.CatalogFile)!.Views : [];
        }
        catch (JsonException error)
        {
            throw new PlatformException(FeatureErrors.StoreUnreadable, $"The list of views `{file}` is damaged.", $"Delete {Path.GetDirectoryName(file)} and materialize again.", error);
        }
    }

    public IReadOnlyList<OnlineView> Views => _views;

    /// <summary>Adds a version of a view; on disk when this returns. The same again does nothing.</summary>
    /// <exception cref="PlatformException">This version is there with other columns.</exception>
    public void Put(OnlineView view)
    {
        lock (_writing)
        {
            if (_views.FirstOrDefault(known => known.View == view.View && known.Version == view.Version) is { } known)
            {
                if (!known.Keys.SequenceEqual(view.Keys) || !known.Columns.SequenceEqual(view.Columns) || known.Ttl != view.Ttl)
                    throw new PlatformException(FeatureErrors.RowsDoNotFit, $"`{view.View}@{view.Version}` is online with other columns, keys or time to live.", "Apply the changed view first, so that it gets a version of its own.");
                return;
            }

            var views = _views.Append(view).ToArray();
            PrivateFiles.Write(_file, JsonSerializer.SerializeToUtf8Bytes(new CatalogFile(1, views), CatalogJson.Default.CatalogFile));
            _views = views;
        }
    }

    /// <param name="version">0 for the newest.</param>
    /// <exception cref="PlatformException">The view is not online.</exception>
    public (int Id, OnlineView View) Find(string name, int version)
    {
        var views = _views;
        var best = -1;
        for (var id = 0; id < views.Count; id++)
            if (views[id].View == name && (version == 0 ? best < 0 || views[id].Version > views[best].Version : views[id].Version == version))
                best = id;
        if (best >= 0)
            return (best, views[best]);
        var versions = views.Where(view => view.View == name).Select(view => view.Version).Order().ToArray();
        throw new PlatformException(
            FeatureErrors.NotMaterialized,
            version == 0 ? $"The view `{name}` is not online." : $"`{name}@{version}` is not online.",
            versions.Length > 0 ? $"Online are {string.Join(", ", versions.Select(known => $"{name}@{known}"))}; mlplatform features materialize {name}"
                : Nearest.To(name, views.Select(view => view.View)) is { } near ? $"Did you mean `{near}`?" : $"mlplatform features materialize {name}");
    }
}
