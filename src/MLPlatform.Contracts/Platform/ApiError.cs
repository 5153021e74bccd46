namespace MLPlatform.Contracts.Platform;

/// <summary>The one error shape of the platform API: never a stack trace.</summary>
public sealed record ApiError(string Code, string Message, string? Fix = null);
