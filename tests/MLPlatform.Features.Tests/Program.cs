using MLPlatform.Features.Offline;
using MLPlatform.Frames;

// The process that OfflineStoreTests kills: FOLDER. Appends one row after another and says each generation once it is durable.
var store = new OfflineStore(args[0], TimeProvider.System);
while (true)
{
    var before = store.Names().Count == 0 ? 0 : store.Manifest("numbers").Generation;
    var manifest = await store.AppendAsync("numbers", new Frame(new Column<long>("n", new long[] { before + 1 })));
    Console.WriteLine(manifest.Generation);
}
