namespace Microsoft.DotNet.Interactive.Directives;

/// <summary>A line that starts with <c>#!</c>.</summary>
public abstract class KernelDirective(string name)
{
    public string Name { get; } = name;

    public string? Description { get; set; }

    public bool Hidden { get; set; }

    public ICollection<KernelDirectiveParameter> Parameters { get; init; } = new List<KernelDirectiveParameter>();

    public override string ToString() => Name;
}

/// <summary>A directive that does something.</summary>
public class KernelActionDirective : KernelDirective
{
    public KernelActionDirective(string name, string? description = null)
        : base(name) => Description = description;

    /// <summary>The type whose properties take the parameters' values.</summary>
    public Type? KernelCommandType { get; set; }

    /// <summary>One level of words behind the name, each with parameters of its own.</summary>
    public ICollection<KernelActionDirective> Subcommands { get; init; } = new List<KernelActionDirective>();
}

/// <summary>A directive that chooses the kernel of the lines below.</summary>
public class KernelSpecifierDirective(string name, string kernelName) : KernelDirective(name)
{
    public string KernelName { get; } = kernelName;
}
