using System.Text;
using System.Text.Json;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace MLPlatform.Plots.Reports;

/// <summary>A Mermaid diagram inside a notebook page. Its text is there from the start; the script waits for the library, which the page's first diagram brought, and draws in its place.</summary>
/// <param name="Id">Of the page's element; unique.</param>
/// <param name="Width">A CSS length; null leaves it to the diagram.</param>
public sealed record MermaidDiagram(string Source, string Id, string? Width = null, string? Height = null, string Background = "white") : IShown
{
    /// <summary>The output that brings the library, in front of a notebook's first diagram.</summary>
    public static MimeBundle Library(string script) => MimeBundle.OfHtml($"<script type=\"text/javascript\">/* Mermaid, once per notebook */\n{script}\n</script>", "");

    public MimeBundle ToBundle()
    {
        var style = new StringBuilder("background-color:").Append(Background);
        if (Width is not null)
            style.Append(";width:").Append(Width);
        if (Height is not null)
            style.Append(";height:").Append(Height);
        var html = new HtmlWriter()
            .Open("div", "mlp mlp-mermaid", ("id", Id), ("style", style.ToString()))
            .Element("pre", Source)
            .Close("div")
            .Raw($$"""
                <script type="text/javascript">(function(){var left=600;function draw(){var e=document.getElementById({{Script(Id)}});if(!e)return;
                if(!window.mermaid){if(left-->0)setTimeout(draw,50);return;}
                window.mermaid.initialize({startOnLoad:false});
                window.mermaid.render({{Script(Id + "-svg")}},{{Script(Source)}}).then(function(r){e.innerHTML=r.svg;}).catch(function(error){e.append(String(error));});}
                draw();})();</script>
                """);
        return MimeBundle.OfHtml(html.ToString(), Source);
    }

    // The default encoder also writes < and & by their numbers: no text can end the script element.
    private static string Script(string text) => JsonSerializer.Serialize(text, ScriptJson.Default.String);
}

[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class ScriptJson : System.Text.Json.Serialization.JsonSerializerContext;
