using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.CSharp;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.Session;

/// <summary>Variables are fields of the submissions' classes; the latest declaration of a name wins.</summary>
internal sealed class NotebookValues(SubmissionChain chain) : INotebookValues
{
    public IReadOnlyList<NotebookValue> All
    {
        get
        {
            var found = new Dictionary<string, NotebookValue>(StringComparer.Ordinal);
            foreach (var submission in chain.Submissions.Reverse())
                foreach (var variable in Fields(submission))
                    if (!found.ContainsKey(variable.Name))
                        found.Add(variable.Name, new NotebookValue(variable.Name, variable.FieldType, variable.GetValue(submission.State)));
            return [.. found.Values.OrderBy(value => value.Name, StringComparer.Ordinal)];
        }
    }

    public bool TryGet(string name, [NotNullWhen(true)] out object? value)
    {
        foreach (var submission in chain.Submissions.Reverse())
        {
            if (submission.State is not null && submission.Type!.GetField(name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic) is { } field)
            {
                value = field.GetValue(submission.State);
                return value is not null;
            }
        }

        value = null;
        return false;
    }

    public async Task SetAsync(string name, object value, CancellationToken cancel)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new PlatformException(CellErrors.ValueNotDeclared, $"`{name}` is no name for a C# variable.", "Use letters, digits and _, not starting with a digit.");
        IncomingValue.Offer(value);
        for (var type = CSharpTypeName.Nameable(value.GetType()); ; type = CSharpTypeName.Nameable(type.BaseType ?? typeof(object)))
        {
            var source = CSharpTypeName.Of(type, qualified: true);
            try
            {
                await chain.RunAsync($"{source} {name} = global::{typeof(IncomingValue).FullName}.Take<{source}>();", SubmissionOrigin.Internal, cancel);
                return;
            }
            // The assembly of the type is not among the references: its base may be.
            catch (CellCompilationException) when (type != typeof(object))
            {
            }
        }
    }

    private static IEnumerable<FieldInfo> Fields(Submission submission) => submission.State is null
        ? []
        : submission.Type!.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => field.DeclaringType == submission.Type && !field.Name.Contains('<', StringComparison.Ordinal));
}
