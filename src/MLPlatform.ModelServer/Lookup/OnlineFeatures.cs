using System.Collections.Concurrent;
using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Features.Online;
using MLPlatform.Frames;

namespace MLPlatform.ModelServer.Lookup;

/// <summary>The feature server as an endpoint sees it: connected on first need, so that either may start first, with keys brought to the types the views declare.</summary>
internal sealed class OnlineFeatures(string socket) : IAsyncDisposable
{
    private readonly SemaphoreSlim _connecting = new(1);
    private readonly ConcurrentDictionary<(string View, int Version), OnlineView> _views = new();
    private OnlineFeatureClient? _client;

    public async Task<OnlineResult> ReadAsync(IReadOnlyList<OnlineRead> reads, long at, CancellationToken cancel)
    {
        var client = _client ?? await ConnectAsync(cancel);
        if (reads.Any(read => !_views.ContainsKey((read.View, read.Version))))
            foreach (var view in await client.ViewsAsync(cancel))
                _views[(view.View, view.Version)] = view;
        return await client.ReadAsync([.. reads.Select(Typed)], at, cancel);
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
            await _client.DisposeAsync();
        _connecting.Dispose();
    }

    private async Task<OnlineFeatureClient> ConnectAsync(CancellationToken cancel)
    {
        await _connecting.WaitAsync(cancel);
        try
        {
            return _client ??= await OnlineFeatureClient.ConnectAsync(socket, cancel);
        }
        finally
        {
            _connecting.Release();
        }
    }

    // A view the server does not know is left to the server's own refusal.
    private OnlineRead Typed(OnlineRead read) => !_views.TryGetValue((read.View, read.Version), out var view) ? read
        : read with { Keys = new Frame(view.Keys.Select(key => Typed(read.Keys[key.Name], key.Type))) };

    private static Column Typed(Column given, ColumnType wanted)
    {
        if (given.Type == wanted)
            return given;
        var rows = Enumerable.Range(0, given.Length);
        var texts = rows.Select(row => Convert.ToString(given.GetValue(row), CultureInfo.InvariantCulture) ?? "");
        return wanted switch
        {
            ColumnType.Text => TextColumn.Of(given.Name, [.. texts]),
            ColumnType.Int64 => new Column<long>(given.Name, texts.Select((text, row) => Parse<long>(given.Name, text, row)).ToArray()),
            ColumnType.Int32 => new Column<int>(given.Name, texts.Select((text, row) => Parse<int>(given.Name, text, row)).ToArray()),
            _ => given,
        };
    }

    private static T Parse<T>(string key, string text, int row)
        where T : System.Numerics.INumber<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? value : throw new PlatformException(EndpointErrors.WrongShape, $"The key `{key}` is `{text}` in row {row}; the view declares whole numbers.");
}
