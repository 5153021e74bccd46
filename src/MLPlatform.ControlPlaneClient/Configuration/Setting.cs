namespace MLPlatform.ControlPlaneClient.Configuration;

/// <summary>A value and where it came from: <c>default</c>, <c>environment NAME</c>, or <c>FILE:LINE</c>.</summary>
public sealed record Setting(string Key, string? Value, string Origin);

/// <param name="Variable">Environment variable that wins over both files.</param>
/// <param name="Explanation">One line for <c>config show</c>.</param>
public sealed record SettingKey(string Name, string Variable, string? Default, string Explanation);
