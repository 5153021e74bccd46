using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Notebooks;
using MLPlatform.Plots.Reports;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Session;

/// <summary>Runs the parts of one cell in order.</summary>
internal sealed class CellRun(NotebookSession session, SubmissionChain chain, int number, ICellOutput output, CancellationToken cancel)
{
    public async Task RunAsync(CellPlan plan, bool nested = false)
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            CellPolls.Poll();
            var last = !nested && i == plan.Steps.Count - 1;
            switch (plan.Steps[i])
            {
                case MagicStep magic:
                    await RunMagicAsync(magic);
                    break;
                case CodeStep { Language: CellLanguages.CSharp } code:
                    await RunCSharpAsync(code, last);
                    break;
                case CodeStep code:
                    await session.Languages.RunAsync(code.Language, new LanguageCall(code.Arguments, code.Code, last, output, session.Values), cancel);
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
        await step.Magic.RunAsync(new MagicCall(arguments, step.Body, step.BodyLine, output, session.Values, session) { Language = step.Language }, cancel);
    }

    private async Task RunCSharpAsync(CodeStep code, bool last)
    {
        session.BringNamed(code.Code);
        if (code.References.Count > 0)
            foreach (var script in await session.References.AddAsync(code.References, output, cancel))
                await RunExtensionAsync(script);
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

    private async Task RunExtensionAsync(string path)
    {
        output.Show(new Report($"Loading extension script from `{path}`").ToBundle());
        try
        {
            await RunDocumentAsync(await NotebookFile.ReadAsync(path, cancel));
        }
        catch (Exception failure) when (failure is PlatformException or CellCompilationException)
        {
            throw new PlatformException(PackageErrors.ExtensionFailed, $"`{path}` failed: {failure.Message}", "The package itself is loaded; its script may need another version of this kernel's API.", failure);
        }
    }

    /// <summary>Runs the cells of a document as part of this cell; their values are shown and not its result.</summary>
    public async Task RunDocumentAsync(NotebookFile document)
    {
        foreach (var cell in document.Cells)
        {
            if (!cell.IsCode)
                output.Show(new MarkdownText(cell.Source).ToBundle());
            else if (!string.IsNullOrWhiteSpace(cell.Source))
                await RunAsync(session.Parser.Parse(cell.Source, cell.Kernel ?? document.DefaultKernel), nested: true);
        }
    }

    // A call of a void method without its semicolon is not a result; a null string is.
    private static bool EndsInNull(Submission submission) =>
        SubmissionCompiler.TrailingExpression(submission.Tree) is { } expression
        && submission.Compilation.GetSemanticModel(submission.Tree).GetTypeInfo(expression).Type is not { SpecialType: SpecialType.System_Void };
}
