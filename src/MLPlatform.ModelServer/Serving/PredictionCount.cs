using System.Text.Json;
using Microsoft.AspNetCore.Http;
using MLPlatform.Contracts.Errors;

namespace MLPlatform.ModelServer.Serving;

/// <summary>Counts one prediction request, whatever becomes of it.</summary>
internal sealed class PredictionCount(ServingMetrics metrics, TimeProvider time, string protocol) : IDisposable
{
    private readonly long _started = Begin(metrics, time);
    private int _status = StatusCodes.Status500InternalServerError;

    public void Answered() => _status = StatusCodes.Status200OK;

    public void Refused(Exception refused) => _status = refused switch
    {
        PlatformException known => known.Code.HttpStatus,
        JsonException or BadHttpRequestException or Google.Protobuf.InvalidProtocolBufferException => StatusCodes.Status400BadRequest,
        OperationCanceledException => StatusCodes.Status499ClientClosedRequest,
        _ => StatusCodes.Status500InternalServerError,
    };

    public void Dispose()
    {
        metrics.InFlight.Add(-1);
        metrics.Requests(protocol, _status).Add();
        metrics.Duration.Observe(time.GetElapsedTime(_started).TotalSeconds);
    }

    private static long Begin(ServingMetrics metrics, TimeProvider time)
    {
        metrics.InFlight.Add(1);
        return time.GetTimestamp();
    }
}
