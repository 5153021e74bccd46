using System.Globalization;
using System.Text.Json;
using MLPlatform.Contracts.Time;
using MLPlatform.ModelServer.Binding;

namespace MLPlatform.ModelServer.Protocols;

/// <summary>
/// What a request may say beside its data: <c>at</c> (ISO 8601, or microseconds since 1970 UTC), <c>explain</c>, <c>timeout</c> (microseconds, as the scheduling
/// extension has it) and <c>binary_data_output</c>.
/// </summary>
internal readonly record struct RequestParameters(long? At, bool Explain, TimeSpan? Within, bool BinaryOutput)
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
                    parameters = parameters with { Explain = Flag(ref reader, $"{what}.explain") };
                    break;
                case "timeout":
                    if (reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out var micros) || micros < 0)
                        throw JsonText.Bad($"`{what}.timeout` must be microseconds, not {JsonText.Describe(ref reader)}.");
                    // 0 is the extension's word for no limit.
                    parameters = parameters with { Within = micros == 0 ? null : TimeSpan.FromMicroseconds(Math.Min(micros, 86_400_000_000)) };
                    break;
                case "binary_data_output":
                    parameters = parameters with { BinaryOutput = Flag(ref reader, $"{what}.binary_data_output") };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return parameters;
    }

    /// <summary>One flag of an object of parameters; null when it is not there. The reader stands on the object, or on null, and ends on its end.</summary>
    public static bool? ReadFlag(ref Utf8JsonReader reader, string flag)
    {
        if (reader.TokenType == JsonTokenType.Null)
            return null;
        JsonText.Require(ref reader, JsonTokenType.StartObject, "parameters");
        bool? value = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var wanted = reader.ValueTextEquals(flag);
            reader.Read();
            if (wanted)
                value = Flag(ref reader, flag);
            else
                reader.Skip();
        }

        return value;
    }

    private static bool Flag(ref Utf8JsonReader reader, string what) => reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw JsonText.Bad($"`{what}` must be true or false, not {JsonText.Describe(ref reader)}."),
    };

    /// <summary>A time as text, or microseconds since 1970 UTC.</summary>
    public static long Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant) ? UnixMicros.From(instant)
        : throw JsonText.Bad($"`at` must be a time, not `{(text.Length <= 60 ? text : text[..60])}`.", "Write it as 2001-06-01T12:00:00Z, or as microseconds since 1970 UTC.");

    private static long ReadTime(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var micros))
            return micros;
        if (reader.TokenType == JsonTokenType.String)
            return Time(JsonText.Read(ref reader));
        throw JsonText.Bad($"`at` must be a time, not {JsonText.Describe(ref reader)}.", "Write it as 2001-06-01T12:00:00Z, or as microseconds since 1970 UTC.");
    }
}
