using Microsoft.DotNet.Interactive.Directives;

namespace Microsoft.DotNet.Interactive;

/// <summary>What a kernel says about itself.</summary>
public sealed class KernelInfo(string localName, string[]? aliases = null, bool isComposite = false)
{
    public string LocalName { get; } = localName;

    public string[] Aliases { get; set; } = aliases ?? [];

    public bool IsComposite { get; } = isComposite;

    public bool IsProxy => false;

    public string DisplayName { get; set; } = localName;

    public string? Description { get; set; }

    public string? LanguageName { get; set; }

    public string? LanguageVersion { get; set; }

    public ICollection<KernelDirective> SupportedDirectives { get; } = new List<KernelDirective>();

    public override string ToString() => DisplayName;
}
