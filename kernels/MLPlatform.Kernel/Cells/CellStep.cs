using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Packages;

namespace MLPlatform.Kernel.Cells;

/// <summary>One part of a cell, run in order.</summary>
/// <param name="Line">Zero-based line of the cell where the part's own text starts.</param>
/// <param name="Offset">UTF-16 offset of that text in the cell.</param>
internal abstract record CellStep(int Line, int Offset);

/// <param name="Language">One of <see cref="CellLanguages"/>, or the name of a connected one.</param>
/// <param name="Arguments">The rest of the selector's line.</param>
/// <param name="References">The <c>#r</c> and <c>#i</c> lines, which are blank in <paramref name="Code"/>.</param>
internal sealed record CodeStep(string Language, string Arguments, string Code, IReadOnlyList<ReferenceDirective> References, int Line, int Offset) : CellStep(Line, Offset);

/// <param name="Body">The text below the line when the command takes one, else empty.</param>
/// <param name="BodyLine">Zero-based line of the cell where the body starts.</param>
internal sealed record MagicStep(IMagic Magic, string Arguments, string Body, int BodyLine, int Line, int Offset) : CellStep(Line, Offset)
{
    /// <summary>The language of the text around it: what <c>#!share</c> and <c>#!set</c> set a value in.</summary>
    public string Language { get; init; } = CellLanguages.CSharp;
}

/// <param name="Timed">The cell holds <c>#!time</c>.</param>
internal sealed record CellPlan(IReadOnlyList<CellStep> Steps, bool Timed);
