using MLPlatform.Kernel.Magics;

namespace MLPlatform.Kernel.Cells;

/// <summary>One part of a cell, run in order.</summary>
/// <param name="Line">Zero-based line of the cell where the part's own text starts.</param>
/// <param name="Offset">UTF-16 offset of that text in the cell.</param>
internal abstract record CellStep(int Line, int Offset);

/// <param name="Language">One of <see cref="CellLanguages"/>.</param>
/// <param name="Arguments">The rest of the selector's line.</param>
/// <param name="References">Paths of <c>#r</c> lines; their lines are blank in <paramref name="Code"/>.</param>
internal sealed record CodeStep(string Language, string Arguments, string Code, IReadOnlyList<string> References, int Line, int Offset) : CellStep(Line, Offset);

/// <param name="Body">The text below the line when the command takes one, else empty.</param>
/// <param name="BodyLine">Zero-based line of the cell where the body starts.</param>
internal sealed record MagicStep(IMagic Magic, string Arguments, string Body, int BodyLine, int Line, int Offset) : CellStep(Line, Offset);

/// <param name="Timed">The cell holds <c>#!time</c>.</param>
internal sealed record CellPlan(IReadOnlyList<CellStep> Steps, bool Timed);
