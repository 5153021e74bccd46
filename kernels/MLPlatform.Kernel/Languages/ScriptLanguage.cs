using System.Text.Json;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Kernel.Connections;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Reports;

namespace MLPlatform.Kernel.Languages;

/// <summary>A language whose own interactive program runs as a child process, started by the first cell that needs it. Values cross as JSON.</summary>
internal sealed partial class ScriptLanguage(IScriptDialect dialect, TimeProvider time) : IValueLanguage
{
    // A program that was interrupted and goes on is ended: there is no other way to get the cell back.
    private static readonly TimeSpan InterruptLimit = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private ScriptProcess? _process;

    public string Name => dialect.Name;

    public string Description => dialect.Description;

    public async Task RunAsync(LanguageCall call, CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(call.Code))
            return;
        var mark = NewMark();
        var part = await SendAsync(dialect.Submit(call.Code, mark), mark, call.Output, cancel);
        if (part.Failed || dialect.IsFailure(part.Errors))
            throw new CellFailedException(new CellError(LanguageErrors.CodeFailed.Id, FirstLine(part.Errors), [$"The {dialect.Name} code failed; what it says stands above."]));
        if (part.Value is not { } value)
            return;
        var bundle = new PlainText(value).ToBundle();
        if (call.IsLast)
            call.Output.Result(bundle);
        else
            call.Output.Show(bundle);
    }

    public async Task<object?> GetAsync(string name, CancellationToken cancel)
    {
        Check(name);
        var mark = NewMark();
        var part = await SendAsync(dialect.Read(name, mark), mark, null, cancel);
        if (part.Value is not { } json)
            throw new PlatformException(CellErrors.ValueNotFound, $"`{dialect.Name}` gives no `{name}`: {FirstLine(part.Errors)}", "Run the cell that sets it first; it has to be something JSON can hold.");
        using var document = JsonDocument.Parse(json);
        return JsonValue.Of(document.RootElement);
    }

    public async Task SetAsync(string name, object? value, CancellationToken cancel)
    {
        Check(name);
        if (value is Frame)
            throw new PlatformException(LanguageErrors.ValueNotShared, $"`{name}` is a frame, and values reach `{dialect.Name}` as JSON.", "Write it with `WriteCsv` or `WriteParquet` and read the file there.");
        string json;
        try
        {
            json = value is JsonDocument document ? document.RootElement.GetRawText() : JsonSerializer.Serialize(value);
        }
        catch (Exception refused) when (refused is NotSupportedException or JsonException or ArgumentException)
        {
            throw new PlatformException(LanguageErrors.ValueNotShared, $"`{name}` cannot be written as JSON: {refused.Message}", "Share an object of plain properties.", refused);
        }

        var mark = NewMark();
        var part = await SendAsync(dialect.Submit(dialect.Assign(name, value, json), mark), mark, null, cancel);
        if (part.Failed || dialect.IsFailure(part.Errors))
            throw new PlatformException(LanguageErrors.ValueNotShared, $"`{dialect.Name}` does not take `{name}`: {FirstLine(part.Errors)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _turn.Dispose();
    }

    private async Task<ScriptPart> SendAsync(string text, string mark, ICellOutput? output, CancellationToken cancel)
    {
        await _turn.WaitAsync(cancel);
        try
        {
            _process ??= ScriptProcess.Start(dialect.Start(), time);
            return await _process.RunAsync(text, mark, output, InterruptLimit, cancel);
        }
        catch (ScriptProcess.EndedException ended)
        {
            await _process!.DisposeAsync();
            _process = null;
            if (cancel.IsCancellationRequested)
            {
                output?.Write($"The {dialect.Name} code did not stop when it was interrupted, so its program was ended. The next {dialect.Name} cell starts a new one, without the variables.\n", error: true);
                throw new OperationCanceledException(cancel);
            }

            throw new PlatformException(LanguageErrors.KernelDied, $"The program behind `{dialect.Name}` ended with exit code {ended.ExitCode}.", "The next cell starts a new one, without the variables.", ended);
        }
        finally
        {
            _turn.Release();
        }
    }

    private static string NewMark() => "mlplatform-" + Guid.NewGuid().ToString("N");

    private static string FirstLine(string errors) => errors.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).FirstOrDefault() ?? "no reason was given";

    private static void Check(string name)
    {
        if (!Identifier().IsMatch(name))
            throw new PlatformException(CellErrors.ValueNotDeclared, $"`{name}` is no name of a variable.", "Use letters, digits and _, not starting with a digit.");
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Identifier();
}

/// <param name="Value">Text of the part's value, or null.</param>
/// <param name="Errors">What came on standard error.</param>
internal sealed record ScriptPart(bool Failed, string? Value, string Errors);
