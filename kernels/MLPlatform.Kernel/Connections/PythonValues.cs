using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using MLPlatform.Contracts.Errors;
using MLPlatform.Frames;
using MLPlatform.Jupyter.Clients;
using MLPlatform.Jupyter.Messages;

namespace MLPlatform.Kernel.Connections;

/// <summary>
/// Values to and from a Python kernel. A frame's numbers cross as NPZ – in a file where the kernel sees this machine's files, else in the message –
/// and its texts as a dictionary of distinct values with codes among the numbers. Everything else crosses as JSON.
/// </summary>
internal sealed partial class PythonValues(KernelClient client)
{
    private const string MediaType = "application/vnd.mlplatform.value+json";

    private bool _prepared;

    /// <exception cref="PlatformException">There is no such variable, or it cannot cross.</exception>
    public async Task<object?> GetAsync(string kernel, string name, CancellationToken cancel)
    {
        Check(name);
        var file = client.IsLocal ? TemporaryFile() : null;
        try
        {
            JsonDocument? answer = null;
            var reply = await RunAsync($"_mlplatform_get({Literal(name)}, {Literal(file)})", cancel, data => answer = JsonDocument.Parse(data));
            if (reply.Status != "ok" || answer is null)
                throw Failed(kernel, name, reply);
            using (answer)
                return await ReadAsync(kernel, name, answer.RootElement, file, cancel);
        }
        finally
        {
            if (file is not null)
                File.Delete(file);
        }
    }

    /// <exception cref="PlatformException">The value cannot cross.</exception>
    public async Task SetAsync(string kernel, string name, object? value, CancellationToken cancel)
    {
        Check(name);
        var reply = value is Frame frame ? await SetFrameAsync(name, frame, cancel) : await RunAsync($"{name} = _mlplatform_json.loads({Literal(Json(name, value))})", cancel);
        if (reply.Status != "ok")
            throw Failed(kernel, name, reply);
    }

    private async Task<KernelReply> SetFrameAsync(string name, Frame frame, CancellationToken cancel)
    {
        var file = TemporaryFile();
        try
        {
            var (numbers, texts) = FrameParts.Split(frame);
            numbers.WriteNpz(file);
            var source = client.IsLocal ? Literal(file) : $"_mlplatform_b64.b64decode({Literal(Convert.ToBase64String(await File.ReadAllBytesAsync(file, cancel)))})";
            return await RunAsync($"{name} = _mlplatform_frame({source}, {Literal(FrameParts.ToJson(frame, texts))})", cancel);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<object?> ReadAsync(string kernel, string name, JsonElement answer, string? file, CancellationToken cancel)
    {
        switch (answer.GetProperty("kind").GetString())
        {
            case "missing":
                var near = Contracts.Text.Nearest.To(name, answer.GetProperty("names").EnumerateArray().Select(one => one.GetString()!));
                throw new PlatformException(CellErrors.ValueNotFound, $"`{kernel}` has no variable `{name}`.", near is null ? "Run the cell that sets it first." : $"Did you mean `{near}`?");
            case "refused":
                throw new PlatformException(LanguageErrors.ValueNotShared, $"`{name}` of `{kernel}` cannot cross: {answer.GetProperty("why").GetString()}", "Turn it into a DataFrame, a one-dimensional array or something JSON can hold.");
            case "json":
                return JsonValue.Of(answer.GetProperty("value"));
            default:
                var path = file ?? TemporaryFile();
                try
                {
                    if (answer.TryGetProperty("npz", out var bytes))
                        await File.WriteAllBytesAsync(path, bytes.GetBytesFromBase64(), cancel);
                    var frame = FrameParts.Join(Frame.FromNpz(path), answer.GetProperty("columns"));
                    return answer.GetProperty("kind").GetString() == "array" ? FrameParts.ToArray(frame[0]) : frame;
                }
                finally
                {
                    if (file is null)
                        File.Delete(path);
                }
        }
    }

    private async Task<KernelReply> RunAsync(string code, CancellationToken cancel, Action<string>? onValue = null)
    {
        var prelude = _prepared ? "" : PythonPrelude.Text + "\n";
        var reply = await client.ExecuteAsync(
            new ExecuteRequest { Code = prelude + code, StoreHistory = false, AllowStdin = false },
            message =>
            {
                if (message.Type == MessageTypes.DisplayData && message.Content(JupyterJson.Default.DisplayData).Data.Content.TryGetValue(MediaType, out var data))
                    onValue?.Invoke(data);
                return Task.CompletedTask;
            },
            cancel);
        _prepared |= reply.Status == "ok";
        return reply;
    }

    private static string Json(string name, object? value)
    {
        try
        {
            return value is JsonDocument document ? document.RootElement.GetRawText() : JsonSerializer.Serialize(value);
        }
        catch (Exception refused) when (refused is NotSupportedException or JsonException or ArgumentException)
        {
            throw new PlatformException(LanguageErrors.ValueNotShared, $"`{name}` cannot be written as JSON: {refused.Message}", "Share a frame, or an object of plain properties.", refused);
        }
    }

    private static PlatformException Failed(string kernel, string name, KernelReply reply) =>
        new(LanguageErrors.ValueNotShared, $"`{name}` did not cross to or from `{kernel}`: {reply.Ename}: {reply.Evalue}", "Frames need NumPy in that kernel, and pandas to become a DataFrame.");

    private static void Check(string name)
    {
        if (!Identifier().IsMatch(name))
            throw new PlatformException(CellErrors.ValueNotDeclared, $"`{name}` is no name of a Python variable.", "Use letters, digits and _, not starting with a digit.");
    }

    private static string TemporaryFile() => Path.Combine(Path.GetTempPath(), $"mlplatform-value-{Guid.NewGuid():N}.npz");

    /// <summary>Python source of a text: ASCII, every other character by its number, so that no quoting or encoding can change it.</summary>
    private static string Literal(string? text)
    {
        if (text is null)
            return "None";
        var literal = new StringBuilder("\"");
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.IsAscii && !char.IsControl((char)rune.Value) && rune.Value is not ('"' or '\\'))
                literal.Append((char)rune.Value);
            else
                literal.Append(CultureInfo.InvariantCulture, $"\\U{rune.Value:x8}");
        }

        return literal.Append('"').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_]\w*$")]
    private static partial Regex Identifier();
}
