using System.CommandLine;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk;
using MLPlatform.Sdk.Runs;

namespace MLPlatform.Magics.Tree;

/// <summary>One call of a command, from a cell or from the shell.</summary>
/// <param name="Body">The text below the magic's line; what the shell gave by <c>--file</c> or standard input.</param>
/// <param name="Session">Null in the shell.</param>
public sealed record CommandCall(ParseResult Parsed, Platform Platform, IDisplay Display, string Body, NotebookSession? Session, TimeProvider Time)
{
    public DateTimeOffset Now => Time.GetUtcNow();

    public T Get<T>(Option<T> option) => Parsed.GetValue(option)!;

    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;

    /// <summary>The notebook's value behind <c>@name</c>.</summary>
    /// <exception cref="PlatformException">No such value, or the shell has no notebook.</exception>
    public object Value(string reference)
    {
        var name = reference.TrimStart('@');
        if (Session is null)
            throw new PlatformException(CellErrors.ValueNotFound, $"`{reference}` names a notebook value, and there is no notebook here.", "Run the command in a cell.");
        if (Session.Values.TryGet(name, out var value))
            return value;
        var nearest = Contracts.Text.Nearest.To(name, Session.Values.All.Select(known => known.Name));
        throw new PlatformException(CellErrors.ValueNotFound, $"The notebook has no value `{name}`.", nearest is null ? "Run the cell that sets it first." : $"Did you mean `@{nearest}`?");
    }

    /// <summary>A frame by <c>@name</c>, or a Parquet or CSV file by path.</summary>
    public Frame Frame(string reference)
    {
        if (!reference.StartsWith('@'))
            return reference.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Frames.Frame.FromCsv(reference) : Frames.Frame.FromParquet(reference);
        return Value(reference) as Frame
            ?? throw new PlatformException(CommandErrors.BadValue, $"`{reference}` is not a frame.", "Give a variable that holds a Frame, or a Parquet or CSV file.");
    }

    /// <summary>A run by name or id, or by the notebook value that holds it.</summary>
    public string RunReference(string reference) => !reference.StartsWith('@') ? reference : Value(reference) switch
    {
        RunRecord run => run.Id,
        string name => name,
        var other => throw new PlatformException(CommandErrors.BadValue, $"`{reference}` is a {other.GetType().Name}, not a run.", "Give what `train -o` stored, or a run's name."),
    };

    /// <exception cref="PlatformException">The file can't be read.</exception>
    public static async Task<string> ReadTextAsync(string path, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(path, cancel);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new PlatformException(DataErrors.FileUnreadable, $"`{path}` can't be read.", "Check the path.", unreadable);
        }
    }
}
