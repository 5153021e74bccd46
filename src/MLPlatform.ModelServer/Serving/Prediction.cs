using MLPlatform.Frames;
using MLPlatform.ModelServer.Binding;
using MLPlatform.ModelServer.Lookup;

namespace MLPlatform.ModelServer.Serving;

/// <summary>An answered request.</summary>
/// <param name="Given">By slot: the request itself gave the column.</param>
internal sealed record Prediction(string Id, BoundRequest Request, bool[] Given, IReadOnlyList<ViewLookup> Lookups, Frame Outputs);
