using System.Text.Json;
using EndToEndTests.Running;
using Microsoft.Playwright;

namespace EndToEndTests.Jupyter;

/// <summary>A notebook open in classic Jupyter, used as a person does: menus for actions, the page for results.</summary>
internal sealed class NotebookPage(IPage page)
{
    public IPage Page => page;

    public static async Task<NotebookPage> OpenAsync(IBrowser browser, string address)
    {
        var page = await browser.NewPageAsync(new() { ViewportSize = new() { Width = 1180, Height = 1400 } });
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync(address);
        await page.WaitForFunctionAsync("() => window.Jupyter && Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && Jupyter.notebook.kernel.info_reply.status === 'ok'");
        return new NotebookPage(page);
    }

    public async Task RunAllAsync(TimeSpan deadline)
    {
        await page.ClickAsync("#celllink");
        await page.ClickAsync("#run_all_cells");
        await Eventually.Get(FinishedAsync, deadline, "all cells of the notebook have run");
    }

    public ILocator CellWith(string source) => page.Locator(".code_cell").Filter(new() { Has = page.Locator(".input_area", new() { HasTextString = source }) });

    public ILocator OutputOf(string source) => CellWith(source).Locator(".output_area");

    /// <summary>A picture of the page from one cell to another, without Jupyter's own bars.</summary>
    public async Task PictureAsync(string path, string fromCell, string toCell)
    {
        await page.SetViewportSizeAsync(1180, 6000);
        await page.EvaluateAsync("() => { document.getElementById('header').style.display = 'none'; window.dispatchEvent(new Event('resize')); Jupyter.notebook.select(0); document.activeElement.blur(); }");
        await CellWith(fromCell).ScrollIntoViewIfNeededAsync();
        var first = (await CellWith(fromCell).BoundingBoxAsync())!;
        var last = (await CellWith(toCell).BoundingBoxAsync())!;
        await page.ScreenshotAsync(new()
        {
            Path = path,
            Clip = new() { X = first.X, Y = first.Y, Width = first.Width, Height = last.Y + last.Height - first.Y },
        });
    }

    private async Task<string?> FinishedAsync()
    {
        var state = await page.EvaluateAsync<JsonElement>("""
            () => {
                const cells = Jupyter.notebook.get_cells().filter(cell => cell.cell_type === 'code');
                const errors = cells.flatMap(cell => cell.output_area.outputs.filter(output => output.output_type === 'error').map(output => cell.get_text() + '\n' + output.ename + ': ' + output.evalue));
                return { error: errors.join('\n') || null, done: cells.every(cell => Number.isInteger(cell.input_prompt_number)) };
            }
            """);
        Assert.Null(state.GetProperty("error").GetString());
        return state.GetProperty("done").GetBoolean() ? "done" : null;
    }
}
