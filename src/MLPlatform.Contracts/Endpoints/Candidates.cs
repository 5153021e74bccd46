namespace MLPlatform.Contracts.Endpoints;

/// <summary>A PEM certificate with its chain, and its private key.</summary>
public sealed record TlsFiles(string CertificateFile, string KeyFile);

/// <summary>
/// Which requests a candidate gets. A header or a key decides before the weight does; a request at the path of a version always gets that version.
/// </summary>
/// <param name="Weight">Share of requests, 0 to 1; with <paramref name="Key"/> the share of its values. For a shadow the share of requests that are repeated.</param>
/// <param name="Header">Requests that carry this header, with <paramref name="HeaderValue"/> when it is not null, go to the candidate.</param>
/// <param name="Key">An input or join key: rows of the same value always get the same version.</param>
/// <param name="Shadow">The candidate predicts after the answer is sent and only its differences are kept.</param>
public sealed record TrafficRule(double Weight, string? Header = null, string? HeaderValue = null, string? Key = null, bool Shadow = false);

/// <summary>When a candidate is taken out of traffic without anyone asking. Judged once it has answered <paramref name="AfterRequests"/> requests.</summary>
/// <param name="ErrorRate">Most by which its share of failed requests may exceed the other version's.</param>
/// <param name="LatencyRatio">Most its mean time may be, as a multiple of the other version's.</param>
/// <param name="ScoreShift">Most its mean score may lie from the other version's, in standard deviations of the other's scores; infinite never judges.</param>
/// <param name="Promote">Promote it when it passes, instead of leaving that to a person.</param>
public sealed record CanaryLimits(int AfterRequests = 200, double ErrorRate = 0.01, double LatencyRatio = 2, double ScoreShift = 1, bool Promote = false);

/// <summary>Asks that an endpoint try another version of its model.</summary>
/// <param name="Model"><c>name@alias</c> or <c>name@3</c>.</param>
public sealed record CanaryRequest(string Model, TrafficRule Rule, CanaryLimits? Limits = null);

/// <summary>A version on trial, as the control plane keeps it.</summary>
/// <param name="Stopped">Why it gets no requests any more; null while it does.</param>
public sealed record CandidateRecord(string Model, int ModelVersion, string RunId, TrafficRule Rule, CanaryLimits Limits, long Since, string? Stopped = null);

/// <summary>The version that served before.</summary>
public sealed record PreviousModel(string Model, int ModelVersion, string RunId, string ModelFolder);

/// <summary>A version on trial, as the serving process is told.</summary>
public sealed record CandidateSpec(int Version, string ModelFolder, TrafficRule Rule, CanaryLimits Limits);

/// <summary>What one version did since it was loaded.</summary>
/// <param name="Failures">Answered with 5xx; a request that is wrong itself is nobody's failure.</param>
/// <param name="MeanMilliseconds">Time in the server per answered request.</param>
/// <param name="MeanScore">Of the first output; null before the first.</param>
public sealed record VersionTraffic(int Version, long Requests, long Failures, double MeanMilliseconds, double? MeanScore, double? ScoreDeviation);

/// <summary>How often a shadow agreed with the version that answered.</summary>
/// <param name="Dropped">Requests not repeated, because the shadow could not keep up.</param>
/// <param name="MeanDifference">Mean absolute difference of the first output.</param>
public sealed record ShadowTraffic(long Rows, long Failures, long Dropped, double MeanDifference, double LargestDifference);

/// <summary>Versions of an endpoint side by side.</summary>
/// <param name="Stopped">Why the candidate was taken out of traffic; null when it was not.</param>
/// <param name="Passed">The candidate has answered enough requests and kept every limit.</param>
public sealed record TrafficReport(VersionTraffic Serving, VersionTraffic? Candidate, ShadowTraffic? Shadow, string? Stopped, bool Passed);
