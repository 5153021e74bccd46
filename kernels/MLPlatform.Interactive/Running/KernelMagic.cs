using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.Events;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Magics;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Interactive.Running;

/// <summary>The selector of a kernel that a cell made: the lines below are its code.</summary>
internal sealed class KernelMagic(string name, Microsoft.DotNet.Interactive.Kernel kernel) : IMagic
{
    public string Name => name;

    public string Description => kernel.KernelInfo.Description ?? $"the lines below are for the kernel {kernel.Name}";

    public bool TakesBody(string arguments) => true;

    public async Task RunAsync(MagicCall call, CancellationToken cancel)
    {
        var result = await kernel.SendAsync(new SubmitCode(call.Body, kernel.Name), cancel);
        if (result.Events is [.., CommandFailed failed])
            throw failed.Exception ?? new PlatformException(CellErrors.CommandFailed, failed.Message);
    }

    public Completions Complete(string arguments, int position, INotebookValues values) => new(position, position, []);
}
