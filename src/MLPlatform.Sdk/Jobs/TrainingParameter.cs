using System.Globalization;
using System.Text.Json.Serialization;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.Sdk.Jobs;

/// <summary>A literal that a training cell reads under a name.</summary>
/// <param name="Type">C#'s name of it: <c>int</c>, <c>double</c>, <c>bool</c> or <c>string</c>.</param>
/// <param name="Text">The value, culture-free.</param>
public sealed record TrainingParameter(string Name, string Type, string Text)
{
    [JsonIgnore]
    public object Value => Type switch
    {
        "int" => int.Parse(Text, CultureInfo.InvariantCulture),
        "double" => double.Parse(Text, CultureInfo.InvariantCulture),
        "bool" => bool.Parse(Text),
        _ => Text,
    };

    /// <param name="value">An int, a double, a bool or a string.</param>
    /// <exception cref="PlatformException"><see cref="CommandErrors.BadValue"/>: something else.</exception>
    public static TrainingParameter Of(string name, object value) => value switch
    {
        int number => new TrainingParameter(name, "int", number.ToString(CultureInfo.InvariantCulture)),
        double number => new TrainingParameter(name, "double", number.ToString("R", CultureInfo.InvariantCulture)),
        bool flag => new TrainingParameter(name, "bool", flag ? "true" : "false"),
        string text => new TrainingParameter(name, "string", text),
        _ => throw new PlatformException(CommandErrors.BadValue, $"The parameter `{name}` is a {value.GetType().Name}.", "Pass numbers, bools and texts; frames go by --in."),
    };

    /// <summary>A value as written on a command line: a whole number, a number, <c>true</c> or <c>false</c>, else a text.</summary>
    public static TrainingParameter Parse(string name, string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? Of(name, whole)
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? Of(name, number)
        : text is "true" or "false" ? Of(name, text == "true")
        : Of(name, text);
}
