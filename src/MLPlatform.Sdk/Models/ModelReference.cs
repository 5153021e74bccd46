using System.Globalization;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Sdk.Models;

/// <summary><c>name</c> (the newest version), <c>name@alias</c> or <c>name@3</c>.</summary>
public sealed record ModelReference(string Name, string? Alias, int? Version)
{
    /// <exception cref="PlatformException">Empty parts, more than one <c>@</c>, or a version that is none.</exception>
    public static ModelReference Parse(string text)
    {
        var parts = text.Split('@');
        if (parts.Length > 2 || parts.Any(string.IsNullOrWhiteSpace))
            throw Refused(text);
        if (parts.Length == 1)
            return new ModelReference(parts[0], null, null);
        if (!parts[1].All(char.IsAsciiDigit))
            return new ModelReference(parts[0], parts[1], null);
        return int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            ? new ModelReference(parts[0], null, version)
            : throw Refused(text);
    }

    public override string ToString() => Alias is not null ? $"{Name}@{Alias}" : Version is { } version ? string.Create(CultureInfo.InvariantCulture, $"{Name}@{version}") : Name;

    private static PlatformException Refused(string text) => new(ModelErrors.BadReference, $"`{text}` is no model reference.", "Write `name`, `name@alias` or `name@3`.");
}
