using MLPlatform.Plots.Output;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>LaTeX, typeset by the front end.</summary>
public sealed class LaTeXString(string latexCode) : IShown
{
    public static implicit operator LaTeXString(string source) => new(source);

    public MimeBundle ToBundle() => new(new Dictionary<string, string> { ["text/latex"] = latexCode, [MimeBundle.Plain] = latexCode });

    public override string ToString() => latexCode;
}
