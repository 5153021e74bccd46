using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using MLPlatform.Interactive.Running;

namespace Microsoft.DotNet.Interactive;

public static class KernelExtensions
{
    /// <returns>Null when the notebook has no such kernel.</returns>
    public static Kernel? FindKernelByName(this Kernel kernel, string name) =>
        kernel.Name == name ? kernel : kernel is CompositeKernel composite && composite.ChildKernels.TryGetByAlias(name, out var found) ? found : null;

    public static IEnumerable<Kernel> FindKernels(this Kernel kernel, Func<Kernel, bool> predicate) =>
        (kernel is CompositeKernel composite ? composite.Prepend(kernel) : [kernel]).Where(predicate);

    public static Task<KernelCommandResult> SubmitCodeAsync(this Kernel kernel, string code) => kernel.SendAsync(new SubmitCode(code));

    public static void VisitSubkernels(this Kernel kernel, Action<Kernel> onVisit)
    {
        if (kernel is CompositeKernel composite)
            foreach (var child in composite)
                onVisit(child);
    }

    public static void VisitSubkernelsAndSelf(this Kernel kernel, Action<Kernel> onVisit)
    {
        onVisit(kernel);
        kernel.VisitSubkernels(onVisit);
    }

    public static IDisposable Subscribe(this IObservable<KernelEvent> events, Action<KernelEvent> onNext) => events.Subscribe(new EventObserver(onNext));
}
