using MLPlatform.Kernel.Magics;

namespace MLPlatform.Kernel.Session;

/// <summary>A notebook without its transport: cells in, outputs to a sink. One cell runs at a time; language services answer while it runs.</summary>
public sealed class NotebookSession : IAsyncDisposable
{
    public NotebookSession(SessionOptions options) => Options = options;

    public SessionOptions Options { get; }

    public INotebookValues Values => throw new NotSupportedException();

    public Task<CellResult> RunAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt) => throw new NotSupportedException();

    public Task<Completions> CompleteAsync(string code, int position, CancellationToken cancel) => throw new NotSupportedException();

    public Completeness IsComplete(string code) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}

/// <param name="Globals">The object whose public members every C# cell sees by name; <c>ml</c> is one.</param>
/// <param name="References">Assemblies beyond the framework that cells compile against.</param>
public sealed record SessionOptions(object Globals, IReadOnlyList<System.Reflection.Assembly> References, IReadOnlyList<string> Usings, IReadOnlyList<IMagic> Magics, TimeProvider Time);
