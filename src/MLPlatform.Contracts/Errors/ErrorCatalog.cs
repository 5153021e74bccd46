using System.Collections.Frozen;
using System.Reflection;

namespace MLPlatform.Contracts.Errors;

/// <summary>Every error code of the product, for <c>mlplatform explain CODE</c> and for clients that rebuild a refusal from its code.</summary>
public static class ErrorCatalog
{
    private static readonly Type[] Areas =
    [
        typeof(CellErrors), typeof(PackageErrors), typeof(LanguageErrors), typeof(CommandErrors), typeof(ConfigErrors), typeof(DataErrors), typeof(EndpointErrors), typeof(FeatureErrors),
        typeof(JobErrors), typeof(ModelErrors), typeof(PlatformErrors), typeof(TrackingErrors), typeof(TrainingErrors),
    ];

    public static FrozenDictionary<string, ErrorCode> ById { get; } = Areas
        .SelectMany(area => area.GetFields(BindingFlags.Public | BindingFlags.Static))
        .Select(field => (ErrorCode)field.GetValue(null)!)
        .ToFrozenDictionary(code => code.Id, StringComparer.OrdinalIgnoreCase);
}
