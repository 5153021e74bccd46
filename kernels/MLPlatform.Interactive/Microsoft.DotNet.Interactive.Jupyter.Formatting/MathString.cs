using MLPlatform.Plots.Output;

namespace Microsoft.DotNet.Interactive.Jupyter.Formatting;

/// <summary>A formula in LaTeX, without its dollar signs.</summary>
public sealed class MathString(string latexCode) : IShown
{
    public static implicit operator MathString(string source) => new(source);

    public MimeBundle ToBundle() => new(new Dictionary<string, string> { ["text/latex"] = $"$${latexCode}$$", [MimeBundle.Plain] = latexCode });

    public override string ToString() => latexCode;
}
