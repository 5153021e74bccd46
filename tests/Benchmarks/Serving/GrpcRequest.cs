using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Benchmarks.Serving;

/// <summary>The same one-row request as a protobuf message with raw contents, written by hand: the benchmark shares no code with the server.</summary>
internal static class GrpcRequest
{
    public static byte[] Of(int features)
    {
        var message = new List<byte>();
        Field(message, 1, "bench"u8.ToArray());
        for (var i = 0; i < features; i++)
        {
            var tensor = new List<byte>();
            Field(tensor, 1, Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"feature_{i:00}")));
            Field(tensor, 2, "FP64"u8.ToArray());
            Field(tensor, 3, [1]);
            Field(message, 5, [.. tensor]);
        }

        for (var i = 0; i < features; i++)
        {
            var value = new byte[8];
            BinaryPrimitives.WriteDoubleLittleEndian(value, (0.02 * i) + 0.25);
            Field(message, 7, value);
        }

        return [.. message];
    }

    // Everything here is length-delimited and shorter than 128 bytes.
    private static void Field(List<byte> message, int number, byte[] content)
    {
        message.Add((byte)((number << 3) | 2));
        message.Add((byte)content.Length);
        message.AddRange(content);
    }
}
