using MLPlatform.Contracts.Features;
using MLPlatform.Frames;

namespace MLPlatform.Features.Online;

/// <summary>One version of a view as the online store keeps it.</summary>
/// <param name="Keys">Columns of the caller's rows that identify a row, with their types.</param>
/// <param name="Ttl">Values older than this are not served; null for ever.</param>
public sealed record OnlineView(string View, int Version, IReadOnlyList<JoinKey> Keys, IReadOnlyList<FeatureColumn> Columns, TimeSpan? Ttl);

/// <param name="Keys">One row per entity asked for; holds the view's key columns by name, others are ignored.</param>
public sealed record OnlineRead(string View, int Version, Frame Keys);

/// <summary>Whether a row was served.</summary>
public enum OnlineStatus : byte
{
    Present,

    /// <summary>Nothing was ever written for this key.</summary>
    NotFound,

    /// <summary>The newest value is older than the view's time to live; its values are not served.</summary>
    OutsideMaxAge,
}

/// <summary>The answer to one <see cref="OnlineRead"/>, rows in the order asked.</summary>
/// <param name="Values">The view's feature columns; null where the row is not <see cref="OnlineStatus.Present"/>.</param>
/// <param name="EventTimes">Microseconds UTC of the newest fact behind a row; <see cref="long.MinValue"/> where there is none or it always holds.</param>
public sealed record OnlineRows(string View, int Version, Frame Values, IReadOnlyList<OnlineStatus> Statuses, IReadOnlyList<long> EventTimes);

/// <summary>Answers in the order of the reads.</summary>
public sealed record OnlineResult(IReadOnlyList<OnlineRows> Views);
