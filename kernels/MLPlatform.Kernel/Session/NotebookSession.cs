using System.Globalization;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Console;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Errors;
using MLPlatform.Kernel.Help;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Packages;
using MLPlatform.Plots.Output;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Session;

/// <summary>A notebook without its transport: cells in, outputs to a sink. One cell runs at a time; language services answer while it runs.</summary>
public sealed partial class NotebookSession : IAsyncDisposable
{
    private readonly SubmissionChain _chain;
    private readonly ExceptionText _errors;
    private readonly CSharpHelp _help;
    private readonly Lazy<NotebookReferences> _references;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _count;

    public NotebookSession(SessionOptions options)
    {
        Options = options;
        _chain = new SubmissionChain(options);
        _errors = new ExceptionText(_chain);
        _help = new CSharpHelp(_chain);
        Values = new NotebookValues(_chain);
        // A host's magic of the same name replaces a built-in one.
        Languages = new LanguageSet(options);
        _magics = [.. BuiltInMagics.All(options).Where(own => options.Magics.All(given => given.Name != own.Name)), .. options.Magics];
        _parser = new CellParser(_magics, Languages, options.DefaultLanguage);
        _references = new Lazy<NotebookReferences>(() => new NotebookReferences(_chain, TryProvide, options.StateFolder, () => options.WorkingFolder ?? Environment.CurrentDirectory, options.Time));
        RoutedConsole.Install();
    }

    public SessionOptions Options { get; }

    public INotebookValues Values { get; }

    /// <summary>What the last C# code of the last cell evaluated to or returned.</summary>
    public object? LastResult { get; internal set; }

    /// <summary>Languages beside C#; <c>#!connect</c> adds to them.</summary>
    public LanguageSet Languages { get; }

    internal SubmissionChain Chain => _chain;


    /// <summary>What <c>#r</c> and <c>#i</c> bring.</summary>
    internal NotebookReferences References => _references.Value;

    internal int NextExecutionCount => _count + 1;

    /// <summary>Compiles and runs the first submission, so that the first cell finds the compiler warm.</summary>
    public async Task WarmUpAsync(CancellationToken cancel = default)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            await Task.Run(() => _chain.RunAsync("0", SubmissionOrigin.Internal, cancel), cancel);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <param name="interrupt">Stops the cell at its next poll and ends its awaits, sleeps and waits; variables keep their values.</param>
    public async Task<CellResult> RunAsync(CellRequest cell, ICellOutput output, CancellationToken interrupt)
    {
        await _turn.WaitAsync(CancellationToken.None);
        try
        {
            var number = cell is { StoreHistory: true, Silent: false } ? ++_count : _count;
            return await RunAsync(cell, number, output, interrupt);
        }
        finally
        {
            _turn.Release();
        }
    }

    public Completeness IsComplete(string code)
    {
        if (Parser.StartsWithMagic(code) || string.IsNullOrWhiteSpace(code))
            return Completeness.Complete;
        var tree = SubmissionCompiler.Parse(code);
        return !SyntaxFactory.IsCompleteSubmission(tree) ? Completeness.Incomplete
            : tree.GetDiagnostics().Any(one => one.Severity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error) ? Completeness.Invalid
            : Completeness.Complete;
    }

    public async ValueTask DisposeAsync()
    {
        DisposeExtensions();
        await Languages.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<CellResult> RunAsync(CellRequest cell, int number, ICellOutput output, CancellationToken interrupt)
    {
        var started = Options.Time.GetTimestamp();
        var timed = false;
        output = Watched(cell, output);
        CellResult result;
        try
        {
            var plan = Parser.Parse(cell.Code, cell.Kernel);
            timed = plan.Timed;
            await new Interruption(Options.Time, output, interrupt).RunAsync(this, stop => new CellRun(this, _chain, number, output, stop).RunAsync(plan));
            result = new CellResult(CellStatus.Ok, number);
        }
        catch (Exception) when (interrupt.IsCancellationRequested)
        {
            result = new CellResult(CellStatus.Interrupted, number, Interruption.Error);
        }
        catch (CellFailedException failed)
        {
            result = new CellResult(CellStatus.Error, number, failed.Error);
        }
        catch (Exception failure)
        {
            result = new CellResult(CellStatus.Error, number, Report(failure, output));
        }

        var elapsed = Options.Time.GetElapsedTime(started);
        if (timed)
            output.Show(MimeBundle.OfText(string.Create(CultureInfo.InvariantCulture, $"Wall time: {elapsed.TotalMilliseconds:0.###}ms")));
        result = result with { Elapsed = elapsed };
        await EndAsync(cell, result, output);
        return result;
    }

    // A refusal is shown as such, with what to do about it; front ends that stop at the error still get its message.
    private CellError Report(Exception failure, ICellOutput output)
    {
        var error = _errors.Of(failure);
        if (error.Refusal is not { } refusal)
            return error;
        output.Show(refusal.ToBundle());
        return error with { Traceback = [$"\u001b[2m{error.Name} · mlplatform explain {error.Name}\u001b[0m"] };
    }
}
