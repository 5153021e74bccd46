using Microsoft.DotNet.Interactive.Formatting;
using MLPlatform.Plots.Reports;

namespace Microsoft.DotNet.Interactive;

public static class KernelInvocationContextExtensions
{
    public static DisplayedValue Display(this KernelInvocationContext context, object? value, params string[] mimeTypes) =>
        MLPlatform.Kernel.Display.DisplayedValue.Show(context.Output, value, mimeTypes);

    public static DisplayedValue DisplayAs(this KernelInvocationContext context, string value, string mimeType) =>
        MLPlatform.Kernel.Display.DisplayedValue.Show(context.Output, new Markup(mimeType, value), []);
}
