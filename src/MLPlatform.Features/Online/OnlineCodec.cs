using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;

namespace MLPlatform.Features.Online;

/// <summary>Payloads of the messages, both ways; views travel as JSON, rows as <see cref="FrameCodec"/>.</summary>
public static class OnlineCodec
{
    public static ReadOnlyMemory<byte> View(OnlineView view) => JsonSerializer.SerializeToUtf8Bytes(view, OnlineJson.Default.OnlineView);

    public static OnlineView ToView(ReadOnlySpan<byte> payload) => Json(payload, OnlineJson.Default.OnlineView);

    public static ReadOnlyMemory<byte> Views(IReadOnlyList<OnlineView> views) => JsonSerializer.SerializeToUtf8Bytes(views, OnlineJson.Default.IReadOnlyListOnlineView);

    public static IReadOnlyList<OnlineView> ToViews(ReadOnlySpan<byte> payload) => Json(payload, OnlineJson.Default.IReadOnlyListOnlineView);

    public static ReadOnlyMemory<byte> Write(string view, int version, Frame rows)
    {
        var writer = new WireWriter();
        writer.Text(view);
        writer.Int32(version);
        FrameCodec.Write(writer, rows);
        return writer.Written;
    }

    public static (string View, int Version, Frame Rows) ToWrite(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var (view, version) = (reader.Text(), reader.Int32());
        var rows = FrameCodec.Read(ref reader);
        reader.End();
        return (view, version, rows);
    }

    public static ReadOnlyMemory<byte> Written(long rows) => BitConverter.GetBytes(rows);

    public static long ToWritten(ReadOnlySpan<byte> payload) => new WireReader(payload).Int64();

    public static ReadOnlyMemory<byte> Read(IReadOnlyList<OnlineRead> reads, long at)
    {
        var writer = new WireWriter();
        writer.Int64(at);
        writer.Int32(reads.Count);
        foreach (var read in reads)
        {
            writer.Text(read.View);
            writer.Int32(read.Version);
            FrameCodec.Write(writer, read.Keys);
        }

        return writer.Written;
    }

    public static (IReadOnlyList<OnlineRead> Reads, long At) ToRead(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var at = reader.Int64();
        // Name length, version, rows and columns of the frame.
        var reads = new OnlineRead[reader.Count(16)];
        for (var i = 0; i < reads.Length; i++)
            reads[i] = new OnlineRead(reader.Text(), reader.Int32(), FrameCodec.Read(ref reader));
        reader.End();
        return (reads, at);
    }

    public static ReadOnlyMemory<byte> Result(OnlineResult result)
    {
        var writer = new WireWriter();
        writer.Int32(result.Views.Count);
        foreach (var rows in result.Views)
        {
            writer.Text(rows.View);
            writer.Int32(rows.Version);
            writer.Int32(rows.Statuses.Count);
            foreach (var status in rows.Statuses)
                writer.Byte((byte)status);
            foreach (var time in rows.EventTimes)
                writer.Int64(time);
            FrameCodec.Write(writer, rows.Values);
        }

        return writer.Written;
    }

    public static OnlineResult ToResult(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var views = new OnlineRows[reader.Count(20)];
        for (var i = 0; i < views.Length; i++)
        {
            var (view, version) = (reader.Text(), reader.Int32());
            var rows = reader.Count(9);
            var statuses = MemoryMarshal.Cast<byte, OnlineStatus>(reader.Bytes(rows)).ToArray();
            var times = MemoryMarshal.Cast<byte, long>(reader.Bytes(8L * rows)).ToArray();
            views[i] = new OnlineRows(view, version, FrameCodec.Read(ref reader), statuses, times);
        }

        reader.End();
        return new OnlineResult(views);
    }

    public static ReadOnlyMemory<byte> Refusal(PlatformException refusal)
    {
        var writer = new WireWriter();
        writer.Text(refusal.Code.Id);
        writer.Text(refusal.Problem);
        writer.Text(refusal.Fix ?? "");
        return writer.Written;
    }

    public static PlatformException ToRefusal(ReadOnlySpan<byte> payload)
    {
        var reader = new WireReader(payload);
        var (code, problem, fix) = (reader.Text(), reader.Text(), reader.Text());
        return new PlatformException(ErrorCatalog.ById.GetValueOrDefault(code) ?? PlatformErrors.Internal, problem, fix.Length == 0 ? null : fix);
    }

    private static T Json<T>(ReadOnlySpan<byte> payload, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(payload, type) ?? throw WireReader.Malformed("holds no view");
        }
        catch (JsonException error)
        {
            throw new PlatformException(FeatureErrors.BadMessage, $"A view on the wire is no valid JSON: {error.Message}", "Restart the older of the two processes.", error);
        }
    }
}
