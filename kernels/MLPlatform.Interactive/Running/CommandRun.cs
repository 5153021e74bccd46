using System.Collections.Concurrent;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using Microsoft.DotNet.Interactive.Formatting;
using Microsoft.DotNet.Interactive.ValueSharing;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.CSharp;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Running;

/// <summary>One command from its sender to its last event.</summary>
internal sealed class CommandRun
{
    private readonly ConcurrentQueue<KernelEvent> _events = [];
    private readonly Microsoft.DotNet.Interactive.Kernel _kernel;
    private readonly KernelCommand _command;
    private readonly EventOutput _output;

    private CommandRun(Microsoft.DotNet.Interactive.Kernel kernel, KernelCommand command)
    {
        _kernel = kernel;
        _command = command;
        var outside = CurrentCell.Output ?? throw new InvalidOperationException("Commands are sent from a cell.");
        _output = new EventOutput(outside, kernel, command, isNested: true, () => kernel.Session.LastResult, _events.Enqueue);
    }

    public static async Task<KernelCommandResult> SendAsync(Microsoft.DotNet.Interactive.Kernel kernel, KernelCommand command, CancellationToken cancel)
    {
        if (kernel is CompositeKernel composite)
            kernel = Target(composite, command);
        command.SetParent(KernelInvocationContext.Current?.Command);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancel, CurrentCell.Interrupt);
        var run = new CommandRun(kernel, command);
        KernelEvent end;
        try
        {
            end = await run.RunAsync(both.Token);
        }
        catch (Exception failure) when (!both.IsCancellationRequested)
        {
            end = new CommandFailed(failure, command);
        }

        return new KernelCommandResult(command, [.. run._events, end]);
    }

    public static KernelEvent Completion(KernelCommand command, CellResult result) =>
        result.Status == CellStatus.Ok ? new CommandSucceeded(command) : new CommandFailed(result.Error?.Message ?? "The cell was interrupted.", command);

    public static IReadOnlyCollection<KernelValueInfo> ValueInfos(NotebookSession session, string mimeType) =>
    [
        .. session.Values.All.Select(value => new KernelValueInfo(value.Name, new FormattedValue(mimeType, ScalarText.Line(value.Value)), value.Type, CSharpTypeName.Of(value.Type))),
    ];

    private static Microsoft.DotNet.Interactive.Kernel Target(CompositeKernel root, KernelCommand command)
    {
        if (command.TargetKernelName is null && root.HandlerOf(command) is not null)
            return root;
        var name = command.TargetKernelName ?? root.DefaultKernelName;
        return root.ChildKernels.TryGetByAlias(name, out var kernel)
            ? kernel
            : throw new PlatformException(CellErrors.UnknownMagic, $"There is no kernel `{name}` in this notebook.", $"It has {string.Join(", ", root.ChildKernels.Select(one => one.Name))}.");
    }

    private async Task<KernelEvent> RunAsync(CancellationToken cancel)
    {
        if (_command.Handler is { } own)
        {
            await own(_command, Context(cancel));
            return new CommandSucceeded(_command);
        }

        if (_kernel.HandlerOf(_command) is { } handler)
        {
            await handler(_command, Context(cancel));
            return new CommandSucceeded(_command);
        }

        switch (_command)
        {
            case SubmitCode code:
                return await SubmitAsync(code, cancel);
            case SendValue send:
                await _kernel.Session.Values.SetAsync(send.Name, send.Value ?? send.FormattedValue?.Value ?? throw new PlatformException(CellErrors.ValueNotDeclared, $"`{send.Name}` has no value.", "Send one."), cancel);
                break;
            case RequestValue wanted:
                Answer(wanted);
                break;
            case RequestValueInfos all:
                _events.Enqueue(new ValueInfosProduced(ValueInfos(_kernel.Session, all.MimeType), all));
                break;
            case DisplayValue shown:
                _output.Show(shown.FormattedValue.ToBundle(), shown.ValueId);
                break;
            case UpdateDisplayedValue updated:
                _output.Update(updated.ValueId, updated.FormattedValue.ToBundle());
                break;
            case DisplayError failed:
                _output.Write(failed.Message + "\n", error: true);
                break;
            case RequestInput question:
                _events.Enqueue(new InputProduced(await _output.AskAsync(question.Prompt, question.IsPassword, cancel), question));
                break;
            case RequestCompletions place:
                var found = await _kernel.Session.CompleteAsync(place.Code, place.LinePosition.OffsetIn(place.Code), cancel);
                _events.Enqueue(new CompletionsProduced([.. found.Items.Select(item => new CompletionItem(item.Text, item.Kind, documentation: item.Signature))], place));
                break;
            case RequestHoverText place:
                var help = await _kernel.Session.InspectAsync(place.Code, place.LinePosition.OffsetIn(place.Code), cancel);
                _events.Enqueue(new HoverTextProduced(place, help is null ? [] : Formatter.Values(help)));
                break;
            default:
                await _command.InvokeAsync(Context(cancel));
                break;
        }

        return new CommandSucceeded(_command);
    }

    private async Task<KernelEvent> SubmitAsync(SubmitCode code, CancellationToken cancel)
    {
        var result = await _kernel.Session.SubmitAsync(new CellRequest(code.Code, _kernel.Name, StoreHistory: false), _output, cancel);
        if (result is { Status: CellStatus.Error, Error: { } error })
            _output.Write(string.Join('\n', error.Traceback) + "\n", error: true);
        return Completion(code, result);
    }

    private void Answer(RequestValue wanted)
    {
        if (!_kernel.Session.Values.TryGet(wanted.Name, out var value))
            throw new PlatformException(CellErrors.ValueNotFound, $"There is no value `{wanted.Name}` in the notebook.", "`#!who` lists the variables.");
        _events.Enqueue(new ValueProduced(value, wanted.Name, new FormattedValue(wanted.MimeType, Representation.Of(value, wanted.MimeType)), wanted));
    }

    private KernelInvocationContext Context(CancellationToken cancel) => new(_kernel, _command, _output, cancel);
}
