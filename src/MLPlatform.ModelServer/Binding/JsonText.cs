using System.Text.Json;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ModelServer.Binding;

/// <summary>Reading JSON that a stranger wrote.</summary>
internal static class JsonText
{
    /// <summary>The current string or property name.</summary>
    /// <exception cref="PlatformException">The token is no string, or an escape in it is half a surrogate pair.</exception>
    public static string Read(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName))
            throw Bad($"A string is needed at byte {reader.TokenStartIndex}, not {Describe(ref reader)}.");
        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException torn)
        {
            throw new PlatformException(EndpointErrors.BadRequest, $"The string at byte {reader.TokenStartIndex} is not valid Unicode.", "Write half surrogate pairs out or leave them away.", torn);
        }
    }

    /// <summary>Moves on and requires the token.</summary>
    public static void Require(ref Utf8JsonReader reader, JsonTokenType token, string what)
    {
        if (reader.TokenType != token)
            throw Bad($"`{what}` must be {(token == JsonTokenType.StartArray ? "an array" : "an object")}, not {Describe(ref reader)}.");
    }

    public static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => $"the number {System.Text.Encoding.UTF8.GetString(reader.ValueSpan[..Math.Min(32, reader.ValueSpan.Length)])}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        _ => "the end",
    };

    public static PlatformException Bad(string problem, string? fix = null) => new(EndpointErrors.BadRequest, problem, fix);
}
