namespace Microsoft.DotNet.Interactive.Commands;

/// <summary>Ask the front end for a line of text.</summary>
public class RequestInput(string prompt, string? inputTypeHint = null) : KernelCommand
{
    public string Prompt { get; } = prompt;

    public string InputTypeHint { get; set; } = inputTypeHint ?? "text";

    public bool IsPassword => InputTypeHint is "password";

    public string? ParameterName { get; set; }

    public string? SaveAs { get; set; }
}

/// <summary>One of several things that are asked for.</summary>
public class InputDescription(string name, string? prompt = null)
{
    public string Name { get; } = name;

    public string Prompt { get; } = prompt ?? name;

    public string TypeHint { get; set; } = "text";

    public string? SaveAs { get; set; }
}
