using System.Collections;
using System.Reflection;
using System.Text.Json;
using MLPlatform.Frames;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Plots.Output;
using MLPlatform.Plots.Reports;
using MLPlatform.Plots.Tables;

namespace MLPlatform.Kernel.Display;

/// <summary>Any value → something to show; <c>text/plain</c> is always there.</summary>
internal static class ValueFormatter
{
    public static MimeBundle ToBundle(object? value)
    {
        if (value is null)
            return Default(value);
        if (!ScalarText.IsScalar(value.GetType()) && TypeFormatterSources.IsOn(value.GetType()) && CellScope.Current?.Session is { } session)
            session.Keep(() => new TypeFormatterSources()).Bring(value.GetType(), session.Formatters);
        return ValueLimits.Own is { } own && (own.DefaultMimeType is not null || own.Knows(value.GetType())) ? Registered(value, own) : Default(value);
    }

    /// <summary>The value without what cells registered for its own type.</summary>
    public static MimeBundle Default(object? value) => value switch
    {
        MimeBundle bundle => bundle,
        IShown shown => shown.ToBundle(),
        Frame frame => FrameTable.Of(frame).ToBundle(),
        JsonDocument json => Json(json.RootElement),
        JsonElement json => Json(json),
        _ when ScalarText.Of(value) is { } scalar => MimeBundle.OfText(scalar),
        IEnumerable items => SequenceTables.IsFlat(items) ? MimeBundle.OfText(ScalarText.Sequence(items)) : SequenceTables.Of(items, 1).ToBundle(),
        _ => Tree(value!, 1).ToBundle(),
    };

    /// <summary>A value inside another one, opened up.</summary>
    /// <returns>Null when one line of text says it all.</returns>
    public static IShown? Part(object? value, int depth)
    {
        if (value is null)
            return null;
        if (ValueLimits.Own?.Format(value, MimeBundle.Html) is { } html)
            return new Rendered(MimeBundle.OfHtml(html, ValueLimits.Own.Format(value, MimeBundle.Plain) ?? ScalarText.Line(value)));
        if (value is IShown shown)
            return shown;
        if (depth > ValueLimits.Depth || ScalarText.Of(value) is not null)
            return null;
        if (value is Frame frame)
            return FrameTable.Of(frame);
        if (value is IEnumerable items)
            return SequenceTables.IsFlat(items) ? null : SequenceTables.Of(items, depth);
        return ObjectMembers.Of(value.GetType()).Count > 0 ? Tree(value, depth) : null;
    }

    private static MimeBundle Registered(object value, FormatterRegistry own)
    {
        var preferred = own.PreferredFor(value.GetType());
        var data = new Dictionary<string, string>(StringComparer.Ordinal);
        if (preferred.Count > 0)
        {
            foreach (var mime in preferred)
                data[mime] = own.Format(value, mime) ?? Representation.Of(value, mime);
        }
        else
        {
            foreach (var (mime, content) in Default(value).Data)
                data[mime] = content;
            foreach (var mime in own.MimeTypesFor(value.GetType()))
                if (own.Format(value, mime) is { } content)
                    data[mime] = content;
        }

        if (!data.ContainsKey(MimeBundle.Plain))
            data[MimeBundle.Plain] = own.Format(value, MimeBundle.Plain) ?? Default(value).Data[MimeBundle.Plain];
        return new MimeBundle(data);
    }

    private static MimeBundle Json(JsonElement json)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
            json.WriteTo(writer);
        return new PlainText(System.Text.Encoding.UTF8.GetString(stream.ToArray())).ToBundle();
    }

    private static ValueTree Tree(object value, int depth) =>
        new(ScalarText.Label(value), [.. ObjectMembers.Of(value.GetType()).Select(member => Member(member, value, depth))]);

    private static ValueMember Member(MemberInfo member, object owner, int depth)
    {
        IShown? part = null;
        var text = ScalarText.Call(() =>
        {
            var value = ObjectMembers.Read(member, owner);
            part = Part(value, depth + 1);
            return part is null ? ScalarText.Brief(value) : "";
        });
        return new ValueMember(member.Name, text ?? "", part);
    }
}
