using MLPlatform.Monitoring.Performance;

namespace MLPlatform.Sdk.Monitoring;

/// <summary>How good an endpoint's scores are.</summary>
/// <param name="Measured">On the captured rows whose labels came.</param>
/// <param name="Estimated">On those without, by what the labelled ones taught; null when there are none or the labelled ones have one class only.</param>
public sealed record EndpointPerformance(string Endpoint, string Score, ClassifierPerformance Measured, ClassifierPerformance? Estimated);
