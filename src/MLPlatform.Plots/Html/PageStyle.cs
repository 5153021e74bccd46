namespace MLPlatform.Plots.Html;

/// <summary>The one style block of a notebook. Colours follow JupyterLab's variables where a theme sets them.</summary>
internal static class PageStyle
{
    public const string Block = """
        <style>
        .mlp{font-size:13px;line-height:1.45;color:var(--jp-content-font-color1,inherit)}
        .mlp-headline{margin:2px 0 6px}
        .mlp-headline.mlp-warning::before{content:"\26A0\00A0";color:#b26a00}
        .mlp code,.mlp pre{font-family:var(--jp-code-font-family,monospace);font-size:12px}
        .mlp pre{white-space:pre-wrap;margin:2px 0;padding:0;background:none;border:0}
        .mlp-refusal{border-left:3px solid #c62828;padding:4px 0 4px 10px;margin:2px 0}
        .mlp-refusal .mlp-fix,.mlp-muted{opacity:.72}
        .mlp-refusal .mlp-code{font-size:11px;opacity:.6}
        table.mlp-table{border-collapse:collapse;margin:2px 0;font-size:12px}
        table.mlp-table.mlp-table th,table.mlp-table.mlp-table td{padding:2px 9px;text-align:left;vertical-align:top;white-space:nowrap;max-width:36em;overflow:hidden;text-overflow:ellipsis}
        table.mlp-table thead th{border-bottom:1px solid rgba(128,128,128,.5);font-weight:600}
        table.mlp-table tbody tr:nth-child(even){background:rgba(128,128,128,.07)}
        table.mlp-table.mlp-table th.mlp-right,table.mlp-table.mlp-table td.mlp-right{text-align:right;font-variant-numeric:tabular-nums}
        table.mlp-table .mlp-type{font-weight:400;font-size:10.5px;opacity:.65;display:block}
        .mlp-null{opacity:.45;font-style:italic}
        .mlp details{margin:4px 0}
        .mlp summary{cursor:pointer;opacity:.72;font-size:12px}
        .mlp-figure{max-width:760px}
        .mlp-figure svg,.mlp-spark{display:block}
        .mlp-bar{display:inline-block;width:180px;height:7px;border-radius:4px;background:rgba(128,128,128,.25);vertical-align:middle;margin:0 8px;overflow:hidden}
        .mlp-bar>span{display:block;height:100%;background:#1f6fb4}
        </style>
        """;
}
