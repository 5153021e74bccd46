using MLPlatform.Kernel.Display;

namespace Microsoft.DotNet.Interactive.Jupyter;

/// <summary><c>input</c> and <c>password</c>, which every cell can call without naming this type; it exists for notebooks that import it.</summary>
public sealed class TopLevelMethods : NotebookDisplay
{
    private TopLevelMethods()
    {
    }
}
