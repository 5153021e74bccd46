using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Time;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>What a request may say beside its data: <c>at</c> (ISO 8601, or microseconds since 1970 UTC) and <c>explain</c>.</summary>
internal readonly record struct RequestParameters(long? At, bool Explain)
{
    /// <summary>The reader stands on the object, or on null, and ends on its end. Parameters of other servers are ignored.</summary>
    public static RequestParameters Read(ref Utf8JsonReader reader, string what)
    {
        var parameters = default(RequestParameters);
        if (reader.TokenType == JsonTokenType.Null)
            return parameters;
        JsonText.Require(ref reader, JsonTokenType.StartObject, what);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonText.Read(ref reader);
            reader.Read();
            switch (name)
            {
                case "at":
                    parameters = parameters with { At = ReadTime(ref reader) };
                    break;
                case "explain":
                    if (reader.TokenType is not (JsonTokenType.True or JsonTokenType.False))
                        throw JsonText.Bad($"`{what}.explain` must be true or false, not {JsonText.Describe(ref reader)}.");
                    parameters = parameters with { Explain = reader.TokenType == JsonTokenType.True };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return parameters;
    }

    private static long ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var micros))
            return micros;
        if (reader.TokenType == JsonTokenType.String && DateTimeOffset.TryParse(JsonText.Read(ref reader), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            return UnixMicros.From(instant);
        throw JsonText.Bad($"`at` must be a time, not {JsonText.Describe(ref reader)}.", "Write it as 2001-06-01T12:00:00Z, or as microseconds since 1970 UTC.");
    }
}
