namespace MLPlatform.Plots.Figures;

/// <summary>A grid of dots, 2 × 4 in each character (Unicode block U+2800; bit numbers follow the standard's dot order).</summary>
internal sealed class BrailleCanvas(int columns, int rows)
{
    private static readonly byte[,] Dots = { { 0x01, 0x08 }, { 0x02, 0x10 }, { 0x04, 0x20 }, { 0x40, 0x80 } };

    private readonly byte[,] _cells = new byte[rows, columns];

    public int Width => columns * 2;

    public int Height => rows * 4;

    /// <param name="x">From the left.</param>
    /// <param name="y">From the bottom. Dots outside the grid are left out.</param>
    public void Set(int x, int y)
    {
        if (x < 0 || y < 0 || x >= Width || y >= Height)
            return;
        var fromTop = Height - 1 - y;
        _cells[fromTop / 4, x / 2] |= Dots[fromTop % 4, x % 2];
    }

    public void Line(int x0, int y0, int x1, int y1)
    {
        var steps = Math.Max(Math.Max(Math.Abs(x1 - x0), Math.Abs(y1 - y0)), 1);
        for (var i = 0; i <= steps; i++)
            Set((int)Math.Round(x0 + ((double)(x1 - x0) * i / steps)), (int)Math.Round(y0 + ((double)(y1 - y0) * i / steps)));
    }

    public string Row(int row) => string.Create(columns, (_cells, row), static (text, state) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = state._cells[state.row, i] == 0 ? ' ' : (char)(0x2800 + state._cells[state.row, i]);
    });
}
