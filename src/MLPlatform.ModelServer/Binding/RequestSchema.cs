using System.Collections.Frozen;
using System.Text;
using System.Text.Json;
using MLPlatform.Contracts.Endpoints;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Text;

namespace MLPlatform.ModelServer.Binding;

/// <summary>One column a request may give.</summary>
/// <param name="Type">Null for a join key, whose type the request decides.</param>
/// <param name="NullAllowed">The model learned from missing values here, or the feature server fills them in.</param>
internal sealed record Slot(string Name, byte[] Utf8, ColumnType? Type, bool NullAllowed);

/// <summary>The columns a request may give: the model's inputs in order, then the join keys of its feature views.</summary>
internal sealed class RequestSchema
{
    private const int LongestName = 200;

    private readonly FrozenDictionary<string, int> _byName;

    public RequestSchema(ModelManifest manifest)
    {
        var served = manifest.Features.SelectMany(view => view.Columns).Select(column => column.Column).ToHashSet(StringComparer.Ordinal);
        var inputs = manifest.Inputs.Select(input => new Slot(input.Name, Encoding.UTF8.GetBytes(input.Name), input.Type, !input.Required || served.Contains(input.Name))).ToList();
        var known = inputs.Select(slot => slot.Name).ToHashSet(StringComparer.Ordinal);
        var keys = manifest.Features.SelectMany(view => view.KeyColumns).Distinct(StringComparer.Ordinal).Where(key => !known.Contains(key));
        InputCount = inputs.Count;
        Slots = [.. inputs, .. keys.Select(key => new Slot(key, Encoding.UTF8.GetBytes(key), null, false))];
        _byName = Slots.Select((slot, at) => (slot.Name, at)).ToFrozenDictionary(pair => pair.Name, pair => pair.at, StringComparer.Ordinal);
    }

    public IReadOnlyList<Slot> Slots { get; }

    public int InputCount { get; }

    /// <returns>-1 when there is none.</returns>
    public int Find(string name) => _byName.GetValueOrDefault(name, -1);

    /// <summary>The slot named by the reader's current token. Requests mostly name columns in order, so the guess is tried first and saves the string.</summary>
    public int Find(ref Utf8JsonReader reader, int guess, out string? unknown)
    {
        unknown = null;
        if (guess < Slots.Count && !reader.ValueIsEscaped && reader.ValueTextEquals(Slots[guess].Utf8))
            return guess;
        var name = JsonText.Read(ref reader);
        var slot = Find(name);
        if (slot < 0)
            unknown = name;
        return slot;
    }

    public PlatformException Unknown(string name)
    {
        var shown = name.Length <= LongestName ? name : name[..LongestName] + "…";
        var near = Nearest.To(shown, Slots.Select(slot => slot.Name));
        return new PlatformException(EndpointErrors.WrongShape, $"The model has no input `{shown}`.", near is null ? $"It takes {string.Join(", ", Slots.Select(slot => slot.Name))}." : $"Did you mean `{near}`?");
    }
}
