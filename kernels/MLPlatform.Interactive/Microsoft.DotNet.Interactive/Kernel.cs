using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Directives;
using Microsoft.DotNet.Interactive.Events;
using MLPlatform.Interactive.Running;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// A language of the notebook, seen as an object commands can be sent to. The static members are those every cell can call by name; they are inherited,
/// so that importing this type beside them makes nothing ambiguous.
/// </summary>
public class Kernel : NotebookDisplay, IDisposable
{
    private readonly ConcurrentDictionary<Type, Func<KernelCommand, KernelInvocationContext, Task>> _handlers = [];
    private readonly ConcurrentStack<Action> _disposals = [];

    /// <summary>A kernel of one's own: register handlers, then add it to <see cref="Root"/>.</summary>
    protected Kernel(string name)
        : this(name, Sessions.Current)
    {
    }

    internal Kernel(string name, NotebookSession session)
    {
        Name = name;
        Session = session;
        KernelInfo = new KernelInfo(name);
    }

    /// <summary>The kernel that holds all others of this notebook.</summary>
    public static Kernel Root => RootOf(Sessions.Current);

    /// <summary>The kernel that runs the calling code.</summary>
    public static Kernel Current => KernelInvocationContext.Current?.HandlingKernel ?? Root;

    public string Name { get; }

    public KernelInfo KernelInfo { get; }

    public CompositeKernel? ParentKernel { get; internal set; }

    public Kernel RootKernel => ParentKernel?.RootKernel ?? this;

    /// <summary>What happens in the notebook's cells, from the next cell on.</summary>
    public IObservable<KernelEvent> KernelEvents => EventStream.Of(Session);

    internal NotebookSession Session { get; }

    public static async Task<IDictionary<string, string>> GetInputsAsync(IEnumerable<InputDescription> inputDescriptions)
    {
        var answers = new Dictionary<string, string>();
        foreach (var wanted in inputDescriptions)
            answers[wanted.Name] = await GetInputAsync(wanted.Prompt, wanted.TypeHint);
        return answers;
    }

    /// <summary>Does the command and says all that happened. A failure is the last event, not an exception.</summary>
    public Task<KernelCommandResult> SendAsync(KernelCommand command, CancellationToken cancellationToken = default) => CommandRun.SendAsync(this, command, cancellationToken);

    /// <summary>Adds a line <c>#!name</c> that cells can use from the next one on.</summary>
    public void AddDirective(KernelActionDirective directive, KernelCommandInvocation handler)
    {
        Session.Add(new DirectiveMagic(this, directive, handler));
        KernelInfo.SupportedDirectives.Add(directive);
    }

    /// <inheritdoc cref="AddDirective(KernelActionDirective, KernelCommandInvocation)"/>
    public void AddDirective<TCommand>(KernelActionDirective directive, Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand
    {
        directive.KernelCommandType ??= typeof(TCommand);
        AddDirective(directive, (command, context) => handler((TCommand)command, context));
        RegisterCommandHandler(handler);
    }

    /// <summary>Does commands of a type in place of the kernel's own way.</summary>
    public void RegisterCommandHandler<TCommand>(Func<TCommand, KernelInvocationContext, Task> handler)
        where TCommand : KernelCommand => _handlers[typeof(TCommand)] = (command, context) => handler((TCommand)command, context);

    public void RegisterForDisposal(Action dispose) => _disposals.Push(dispose);

    public void RegisterForDisposal(IDisposable disposable) => _disposals.Push(disposable.Dispose);

    /// <summary>Does what was registered, last first.</summary>
    public void Dispose()
    {
        while (_disposals.TryPop(out var dispose))
            dispose();
        GC.SuppressFinalize(this);
    }

    public override string ToString() => Name;

    internal static CompositeKernel RootOf(NotebookSession session) => session.Keep(() => new CompositeKernel(session));

    internal virtual Func<KernelCommand, KernelInvocationContext, Task>? HandlerOf(KernelCommand command) =>
        _handlers.GetValueOrDefault(command.GetType()) ?? (ParentKernel is { } parent && command is KernelDirectiveCommand ? parent.HandlerOf(command) : null);
}
