using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Text;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

/// <summary>A variable named on a magic's line.</summary>
internal static class NotebookReference
{
    /// <param name="source"><c>name</c> or <c>kernel:name</c>; all languages here share one set of variables.</param>
    /// <exception cref="PlatformException">No cell has set it.</exception>
    public static object Find(string source, INotebookValues values)
    {
        var name = source[(source.IndexOf(':', StringComparison.Ordinal) + 1)..];
        if (values.TryGet(name, out var value))
            return value;
        var nearest = Nearest.To(name, values.All.Select(one => one.Name));
        throw new PlatformException(CellErrors.ValueNotFound, $"There is no value `{name}` in the notebook.", nearest is null ? "`#!who` lists the variables." : $"Did you mean `{nearest}`?");
    }

    /// <summary>Names of variables after an <c>@</c>.</summary>
    public static Completions Complete(string arguments, int position, INotebookValues values)
    {
        var before = arguments.AsSpan(0, position);
        var start = before.LastIndexOf('@') + 1;
        if (start == 0 || before[start..].Contains(' '))
            return new Completions(position, position, []);
        var typed = before[start..].ToString();
        return new Completions(start, position, [.. values.All.Where(value => value.Name.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).Select(value => new Completion(value.Name, "instance"))]);
    }
}
