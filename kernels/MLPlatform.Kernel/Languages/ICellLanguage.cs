using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Languages;

/// <summary>A language beside C#, behind a selector such as <c>#!sql</c>.</summary>
public interface ICellLanguage : IAsyncDisposable
{
    /// <summary>The selector without <c>#!</c>.</summary>
    string Name { get; }

    /// <summary>For lists and completion: what the lines below the selector are.</summary>
    string Description { get; }

    /// <exception cref="Contracts.Errors.PlatformException">The code was refused.</exception>
    /// <exception cref="CellFailedException">The code failed with an error of its own language.</exception>
    Task RunAsync(LanguageCall call, CancellationToken cancel);
}

/// <summary>A language with variables of its own, to read and set from the others.</summary>
public interface IValueLanguage : ICellLanguage
{
    /// <returns>A frame, a scalar, a string, an array of one of them, or a <see cref="System.Text.Json.JsonDocument"/>; null for the language's own null.</returns>
    /// <exception cref="Contracts.Errors.PlatformException">No such variable, or one that cannot cross.</exception>
    Task<object?> GetAsync(string name, CancellationToken cancel);

    /// <exception cref="Contracts.Errors.PlatformException">The value cannot cross.</exception>
    Task SetAsync(string name, object? value, CancellationToken cancel);
}

/// <param name="Arguments">The rest of the selector's line.</param>
/// <param name="IsLast">True for the last part of the cell: its value is the cell's result.</param>
public sealed record LanguageCall(string Arguments, string Code, bool IsLast, ICellOutput Output, INotebookValues Values);

/// <summary>Code of another language failed; the cell ends with that language's own words.</summary>
public sealed class CellFailedException(CellError error) : Exception(error.Message)
{
    public CellError Error { get; } = error;
}
