using System.Globalization;
using Benchmarks.Baselines.BareStore;

// serve PORT STORE FOLDER: POST /metric commits the rows of a metric in groups; PUT and GET /file copy a stream to and from a file; GET /ready.
// inserts STORE KEYS POINTS SECONDS: prints batches a second of prepared inserts, one commit a batch.
if (args is ["inserts", var path, var keys, var points, var seconds])
{
    using var store = new MetricStore(path);
    Console.WriteLine(store.BatchesPerSecond(Whole(keys), Whole(points), TimeSpan.FromSeconds(Whole(seconds))).ToString("R", CultureInfo.InvariantCulture));
    return;
}

if (args is not ["serve", var port, var file, var folder])
    throw new ArgumentException("serve PORT STORE FOLDER | inserts STORE KEYS POINTS SECONDS");
var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
builder.WebHost.ConfigureKestrel(options =>
{
    options.ListenLocalhost(Whole(port));
    options.Limits.MaxRequestBodySize = null;
});
var app = builder.Build();
await using var groups = new GroupCommit(new MetricStore(file));
app.MapGet("/ready", () => Results.Ok());
app.MapPost("/metric", async context =>
{
    await groups.AddAsync(await MetricPoint.ReadAsync(context.Request.Body));
    context.Response.ContentType = "application/json";
    await context.Response.WriteAsync("{}");
});
app.MapPut("/file", async context =>
{
    await using var to = new FileStream(Path.Combine(folder, "file"), FileMode.Create, FileAccess.Write, FileShare.None, 128 * 1024, FileOptions.Asynchronous);
    await context.Request.Body.CopyToAsync(to, 128 * 1024);
});
app.MapGet("/file", async context =>
{
    await using var from = new FileStream(Path.Combine(folder, "file"), FileMode.Open, FileAccess.Read, FileShare.Read, 128 * 1024, FileOptions.Asynchronous | FileOptions.SequentialScan);
    context.Response.ContentLength = from.Length;
    await from.CopyToAsync(context.Response.Body, 128 * 1024);
});
await app.RunAsync();

static int Whole(string text) => int.Parse(text, CultureInfo.InvariantCulture);
