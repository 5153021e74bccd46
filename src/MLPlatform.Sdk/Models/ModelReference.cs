using System.Globalization;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Sdk.Models;

/// <summary><c>name</c> (the newest version), <c>name@alias</c> or <c>name@3</c>.</summary>
public sealed record ModelReference(string Name, string? Alias, int? Version)
{
    /// <exception cref="PlatformException">Empty parts, or more than one <c>@</c>.</exception>
    public static ModelReference Parse(string text)
    {
        var parts = text.Split('@');
        if (parts.Length > 2 || parts.Any(string.IsNullOrWhiteSpace))
            throw new PlatformException(ModelErrors.BadReference, $"`{text}` is no model reference.", "Write `name`, `name@alias` or `name@3`.");
        if (parts.Length == 1)
            return new ModelReference(parts[0], null, null);
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new ModelReference(parts[0], null, version)
            : new ModelReference(parts[0], parts[1], null);
    }

    public override string ToString() => Alias is not null ? $"{Name}@{Alias}" : Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Name}@{version}") : Name;
}
