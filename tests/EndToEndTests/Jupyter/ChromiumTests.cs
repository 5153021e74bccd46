using EndToEndTests.Running;
using Microsoft.Playwright;

namespace EndToEndTests.Jupyter;

/// <summary>The notebooks in classic Jupyter in Debian's Chromium: what people see.</summary>
public sealed class ChromiumTests(PlatformHome home) : IClassFixture<PlatformHome>
{
    [Fact]
    public async Task First_cells_show_value_table_and_plot()
    {
        File.Copy(Checkout.Notebook("first-cells.ipynb"), Path.Combine(home.Notebooks, "first-cells.ipynb"), overwrite: true);
        await using var jupyter = await ClassicJupyter.StartAsync(home);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var notebook = await NotebookPage.OpenAsync(browser, jupyter.AddressOf("first-cells.ipynb"));
        await notebook.RunAllAsync(TimeSpan.FromMinutes(2));
        Assert.Equal("2", (await notebook.OutputOf("1 + 1").Locator(".output_result").InnerTextAsync()).Trim());
        Assert.Contains("42", await notebook.OutputOf("#!sql").Locator("table").InnerTextAsync(), StringComparison.Ordinal);
        await notebook.OutputOf("Figure.Bar").Locator(".js-plotly-plot .barlayer .point").First.WaitForAsync();
    }

    [Fact]
    public async Task Flight_delays_shows_table_plot_and_the_endpoints_answer()
    {
        await using var jupyter = await ClassicJupyter.StartAsync(home);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await LaunchAsync(playwright);
        var notebook = await NotebookPage.OpenAsync(browser, jupyter.AddressOf("flight-delays.ipynb"));
        await notebook.RunAllAsync(TimeSpan.FromMinutes(8));

        Assert.True(await notebook.OutputOf("#!mlplatform features pull").Locator("table tr").CountAsync() > 3);
        await notebook.OutputOf("Figure.Bar").Locator(".js-plotly-plot .barlayer .point").First.WaitForAsync();
        Assert.Matches(@"0\.\d+", await notebook.OutputOf("#!mlplatform endpoints invoke").InnerTextAsync());
        await notebook.OutputOf("#!mlplatform monitor").Locator(".js-plotly-plot").First.WaitForAsync();
        Assert.True(await notebook.OutputOf("#!mlplatform monitor").Locator("table tr").CountAsync() > 3);

        var picture = Path.Combine(home.Scratch, "flight-delays.png");
        await notebook.PictureAsync(picture, "#!mlplatform endpoints invoke", "#!mlplatform monitor");
        Assert.True(new FileInfo(picture).Length > 20_000, "the picture is all but empty");
        // The README's picture is renewed on request, so that a test run leaves the checkout as it was.
        if (Environment.GetEnvironmentVariable("MLPLATFORM_PICTURES") is { Length: > 0 } folder)
            File.Copy(picture, Path.Combine(folder, "flight-delays.png"), overwrite: true);
    }

    private static Task<IBrowser> LaunchAsync(IPlaywright playwright) => playwright.Chromium.LaunchAsync(new()
    {
        ExecutablePath = "/usr/bin/chromium",
        Args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    });
}
