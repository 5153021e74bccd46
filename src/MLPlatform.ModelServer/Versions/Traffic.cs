using System.Globalization;
using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Serving;

namespace MLPlatform.ModelServer.Versions;

/// <summary>Which versions are loaded and which requests each gets. Immutable; a change is another one of these.</summary>
internal sealed record Traffic(ServedModel Serving, Candidate? Candidate)
{
    /// <summary>Chooses a version and binds the request to it.</summary>
    public (ServedModel Model, BoundRequest Request) Route(Ask ask)
    {
        if (ask.Version is { Length: > 0 } asked)
            return Bound(Named(asked), ask);
        if (Candidate is not { Stopped: null, Rule.Shadow: false } trial)
            return Bound(Serving, ask);
        if (trial.Rule.Header is { } header && ask.Header(header) is { } value && (trial.Rule.HeaderValue is null || trial.Rule.HeaderValue == value))
            return Bound(trial.Model, ask);
        if (trial.Rule.Key is not { } key)
            return Bound(Random.Shared.NextDouble() < trial.Rule.Weight ? trial.Model : Serving, ask);
        var (_, request) = Bound(Serving, ask);
        // The candidate may take other columns: the body is read again in its order.
        return InShare(request, key, trial.Rule.Weight) ? Bound(trial.Model, ask) : (Serving, request);
    }

    public ServedModel Named(string version) =>
        version == Serving.Version ? Serving
        : version == Candidate?.Model.Version ? Candidate.Model
        : throw new PlatformException(EndpointErrors.NotFound, $"There is no version `{(version.Length <= 50 ? version : version[..50])}` of `{Serving.Name}` here.", $"This endpoint serves version {Serving.Version}{(Candidate is null ? "" : $" and tries {Candidate.Model.Version}")}.");

    private static (ServedModel Model, BoundRequest Request) Bound(ServedModel model, Ask ask) => (model, ask.Bind(model.Schema));

    // The first row decides for the request: a caller that wants rows split by key sends them one by one.
    private bool InShare(BoundRequest request, string key, double share)
    {
        if (request.Rows == 0 || Serving.Schema.Find(key) is not (>= 0 and var slot) || request.Columns[slot] is not { } column)
            return false;
        var text = Convert.ToString(column.GetValue(0), CultureInfo.InvariantCulture) ?? "";
        return Hash(text) < share;
    }

    // FNV-1a with a finisher, as a share of 2³²: the same in every process, so that a restart moves no key to the other version.
    private static double Hash(string text)
    {
        var hash = 2166136261u;
        foreach (var octet in Encoding.UTF8.GetBytes(text))
            hash = (hash ^ octet) * 16777619u;
        hash = (hash ^ (hash >> 16)) * 0x85EBCA6Bu;
        hash = (hash ^ (hash >> 13)) * 0xC2B2AE35u;
        return (hash ^ (hash >> 16)) / 4294967296.0;
    }
}
