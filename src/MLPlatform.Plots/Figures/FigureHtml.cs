using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MLPlatform.Plots.Figures;

/// <summary>
/// The figure inside a notebook page. The drawing is there from the start; the script waits for plotly.js, which the page's first figure
/// brought, and takes the drawing's place. Where scripts are stripped or the library is missing, the drawing stays.
/// </summary>
internal static class FigureHtml
{
    public static string Render(Figure figure)
    {
        var json = figure.ToPlotlyJson();
        // The same figure twice on a page shares the mark: the script takes each element once.
        var mark = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json)).AsSpan(0, 6));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            <div class="mlp mlp-figure" data-mlp-figure="{{mark}}" style="min-height:{{figure.Height}}px">{{figure.ToSvg()}}</div>
            <script type="text/javascript">(function(){var f={{json}},left=600;function draw(){
            if(!window.Plotly){if(left-->0)setTimeout(draw,50);return;}
            document.querySelectorAll('[data-mlp-figure="{{mark}}"]:not([data-mlp-drawn])').forEach(function(e){e.setAttribute('data-mlp-drawn','1');
            var box=document.createElement('div');window.Plotly.newPlot(box,f.data,Object.assign({width:Math.min(e.clientWidth||720,760)},f.layout),{displaylogo:false}).then(function(){e.replaceChildren(box);});});}
            draw();})();</script>
            """);
    }
}
