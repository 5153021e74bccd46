using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;
using MLPlatform.Plots.Reports;
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
                    await RunMagicAsync(magic);
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

    private async Task RunMagicAsync(MagicStep step)
    {
        if (step.Magic.Usage is not null && step.Arguments is ("-h" or "--help"))
        {
            output.Show(new PlainText($"#!{step.Magic.Name}: {step.Magic.Description}\n\n{step.Magic.Usage}").ToBundle());
            return;
        }

        var arguments = step.Magic.AsksItself ? step.Arguments : await InputTokens.ResolveAsync(step.Arguments, output, cancel);
        await step.Magic.RunAsync(new MagicCall(arguments, step.Body, step.BodyLine, output, session.Values, session), cancel);
    }

    private async Task RunCSharpAsync(CodeStep code, bool last)
    {
        session.BringNamed(code.Code);
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
