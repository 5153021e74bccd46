namespace MLPlatform.Monitoring.Alerts;

/// <summary>Something a person should know.</summary>
/// <param name="Key">What it is about, such as <c>flights/drift</c>: the same key again is the same trouble.</param>
/// <param name="Title">One line.</param>
/// <param name="Detail">The evidence, plain text.</param>
public sealed record Alert(string Key, string Endpoint, string Title, string Detail, DateTimeOffset At);
