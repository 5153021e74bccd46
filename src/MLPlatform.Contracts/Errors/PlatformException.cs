namespace MLPlatform.Contracts.Errors;

/// <summary>A refusal a user can act on: what is wrong with the offending value, why, and what to do next.</summary>
public sealed class PlatformException : Exception
{
    /// <param name="code">The kind of refusal.</param>
    /// <param name="problem">One sentence with the offending value in backticks.</param>
    /// <param name="fix">What to do, as a command where there is one.</param>
    /// <param name="cause">The exception that led here, kept for logs and never shown to users.</param>
    public PlatformException(ErrorCode code, string problem, string? fix = null, Exception? cause = null)
        : base(fix is null ? $"{problem} ({code.Id})" : $"{problem} {fix} ({code.Id})", cause)
    {
        Code = code;
        Problem = problem;
        Fix = fix;
    }

    public ErrorCode Code { get; }

    public string Problem { get; }

    public string? Fix { get; }
}
