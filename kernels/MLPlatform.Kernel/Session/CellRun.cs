using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Session;

/// <summary>Runs the parts of one cell in order.</summary>
internal sealed class CellRun(NotebookSession session, SubmissionChain chain, SqlLanguage sql, int number, ICellOutput output, CancellationToken cancel)
{
    public async Task RunAsync(CellPlan plan)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            CellPolls.Poll();
            var last = i == plan.Steps.Count - 1;
            switch (plan.Steps[i])
            {
                case MagicStep magic:
                    await magic.Magic.RunAsync(new MagicCall(magic.Arguments, magic.Body, magic.BodyLine, output, session.Values, session), cancel);
                    break;
                case CodeStep { Language: CellLanguages.CSharp } code:
                    await RunCSharpAsync(code, last);
                    break;
                case CodeStep { Language: CellLanguages.Sql } code:
                    await sql.RunAsync(code.Arguments, code.Code, output, session.Values, cancel);
                    break;
                case CodeStep code:
                    output.Show(MarkupLanguages.Render(code.Language, code.Code));
                    break;
            }
        }
    }

    private async Task RunCSharpAsync(CodeStep code, bool last)
    {
        foreach (var path in code.References)
            chain.Reference(path);
        if (string.IsNullOrWhiteSpace(code.Code))
            return;
        var (value, submission) = await chain.RunAsync(code.Code, new SubmissionOrigin(number, code.Line), cancel);
        session.LastResult = value;
        if (value is null && !EndsInNull(submission))
            return;
        var bundle = ValueFormatter.ToBundle(value);
        if (last)
            output.Result(bundle);
        else
            output.Show(bundle);
    }

    // A call of a void method without its semicolon is not a result; a null string is.
    private static bool EndsInNull(Submission submission) =>
        SubmissionCompiler.TrailingExpression(submission.Tree) is { } expression
        && submission.Compilation.GetSemanticModel(submission.Tree).GetTypeInfo(expression).Type is not { SpecialType: SpecialType.System_Void };
}
