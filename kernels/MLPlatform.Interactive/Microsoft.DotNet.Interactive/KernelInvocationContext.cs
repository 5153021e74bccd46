using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using MLPlatform.Contracts.Errors;
using MLPlatform.Interactive.Running;
using MLPlatform.Kernel.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>The command that runs now: where its output goes, and how it ends.</summary>
public sealed class KernelInvocationContext
{
    internal KernelInvocationContext(Kernel kernel, KernelCommand command, ICellOutput output, CancellationToken cancel)
    {
        HandlingKernel = kernel;
        Command = command;
        Output = output;
        CancellationToken = cancel;
    }

    /// <summary>Null outside a cell.</summary>
    public static KernelInvocationContext? Current =>
        CurrentCell.Session is { } session && CurrentCell.Output is { } output ? session.Keep(() => new RunningContexts()).Of(session, output) : null;

    public KernelCommand Command { get; }

    public Kernel HandlingKernel { get; }

    /// <summary>Cancelled when the cell is interrupted.</summary>
    public CancellationToken CancellationToken { get; }

    public IObservable<KernelEvent> KernelEvents => HandlingKernel.KernelEvents;

    internal ICellOutput Output { get; }

    /// <summary>Runs when the cell has ended.</summary>
    public void OnComplete(Action<KernelInvocationContext> onComplete) => HandlingKernel.Session.AtEnd(_ =>
    {
        onComplete(this);
        return Task.CompletedTask;
    });

    /// <summary>Shows what an event carries; other events reach those who observe them.</summary>
    public void Publish(KernelEvent @event) => EventOutput.Publish(@event, Output, HandlingKernel.Session);

    /// <summary>Ends the command as failed.</summary>
    /// <exception cref="PlatformException">Always, unless <paramref name="exception"/> is given: then that one.</exception>
    public void Fail(KernelCommand command, Exception? exception = null, string? message = null) =>
        throw (exception ?? new PlatformException(CellErrors.CommandFailed, message ?? $"`{command.GetType().Name}` failed."));

    /// <summary>A command completes when its handler returns; saying so earlier changes nothing.</summary>
    public void Complete(KernelCommand command)
    {
    }

    /// <summary>One context for each cell and each nested submission: both have an output of their own.</summary>
    private sealed class RunningContexts
    {
        private readonly ConditionalWeakTable<ICellOutput, KernelInvocationContext> _byOutput = [];

        public KernelInvocationContext Of(NotebookSession session, ICellOutput output) => _byOutput.GetValue(output, key =>
        {
            var (kernel, command) = key is EventOutput { Kernel: { } known } nested ? (known, nested.Command) : (Default(session), new SubmitCode(""));
            return new KernelInvocationContext(kernel, command!, key, CurrentCell.Interrupt);
        });

        private static Kernel Default(NotebookSession session) =>
            Kernel.RootOf(session) is var root && root.ChildKernels.TryGetByAlias(root.DefaultKernelName, out var kernel) ? kernel : root;
    }
}
