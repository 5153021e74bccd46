using System.Diagnostics.CodeAnalysis;

namespace MLPlatform.Kernel.Session;

/// <summary>The notebook's variables, seen from magics and other languages.</summary>
public interface INotebookValues
{
    IReadOnlyList<NotebookValue> All { get; }

    bool TryGet(string name, [NotNullWhen(true)] out object? value);

    /// <summary>Declares or replaces a C# variable of the value's own type.</summary>
    Task SetAsync(string name, object value, CancellationToken cancel);
}

public sealed record NotebookValue(string Name, Type Type, object? Value);
