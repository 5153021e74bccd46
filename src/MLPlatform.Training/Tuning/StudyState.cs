using System.Text.Json.Serialization;

namespace MLPlatform.Training.Tuning;

/// <summary>A study as it is kept: what was given out and told.</summary>
/// <param name="Fingerprint">Of parameters and options, so that no other study goes on from it.</param>
internal sealed record StudyState(int Schema, string Fingerprint, IReadOnlyList<StudyState.Line> Results)
{
    internal sealed record Line(IReadOnlyDictionary<string, double> Values, double? Value, bool Stopped);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(StudyState))]
internal sealed partial class StudyJson : JsonSerializerContext;
