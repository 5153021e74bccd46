using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;

namespace Microsoft.DotNet.Interactive;

/// <summary>JavaScript that runs where it is shown.</summary>
public sealed class ScriptContent(string scriptValue) : IHtmlContent
{
    public string ScriptValue { get; } = scriptValue;

    public void WriteTo(TextWriter writer, HtmlEncoder encoder) => writer.Write(Markup.Script(ScriptValue).Content);

    public MimeBundle ToBundle() => Markup.Script(ScriptValue).ToBundle();

    public override string ToString() => ScriptValue;
}
