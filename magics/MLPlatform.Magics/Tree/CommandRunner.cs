using System.Text.Json;
using System.Text.Json.Serialization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Sdk;

namespace MLPlatform.Magics.Tree;

/// <summary>Runs one line of the tree and shows its result; the cell and the shell differ only in what they pass in.</summary>
public sealed class CommandRunner(CommandTree tree, Platform platform, TimeProvider time)
{
    private static readonly JsonSerializerOptions AsJson = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter() } };

    /// <param name="prefix">How the line begins where it was typed, for help.</param>
    /// <param name="session">Null in the shell.</param>
    /// <exception cref="PlatformException">Any refusal.</exception>
    public async Task RunAsync(IReadOnlyList<string> words, string body, string prefix, IDisplay display, NotebookSession? session, CancellationToken cancel)
    {
        var parsed = tree.Parse(words);
        if (parsed.CommandResult.Command is not PlatformCommand command || CommandHelp.IsAsked(words))
        {
            display.Show(new MarkdownText(CommandHelp.Of(parsed.CommandResult.Command, prefix)).ToBundle());
            return;
        }

        var variable = parsed.GetValue(command.OutputVariable);
        if (variable is not null && session is null)
            throw new PlatformException(CommandErrors.BadValue, $"`-o {variable}` stores into a notebook variable, and there is no notebook here.", "Use `--json` and redirect it to a file.");
        var json = parsed.GetValue(command.Json);
        var result = await command.RunAsync(new CommandCall(parsed, platform, json ? new AsideDisplay(display) : display, body, session, time), cancel);
        if (variable is not null && result.Value is { } value)
            await session!.Values.SetAsync(variable, value, cancel);
        if (json)
            display.Write(JsonSerializer.Serialize(result.Value, AsJson) + "\n");
        else
            display.Show(Shape(result).ToBundle());
    }

    private static Report Shape(CommandResult result) => new(result.Line, [.. result.Shown ?? []])
    {
        Details =
        [
            .. (result.Details ?? []).Select(line => new Detail("", line)),
            .. result.CSharp is null ? Array.Empty<Detail>() : [new Detail("in C#", result.CSharp)],
        ],
    };
}
