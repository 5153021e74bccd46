using System.Collections;
using System.Dynamic;
using System.Globalization;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Html;
using MLPlatform.Kernel.Display;
using MLPlatform.Plots.Html;
using MLPlatform.Plots.Output;

namespace Microsoft.DotNet.Interactive.Formatting;

/// <summary>
/// HTML as C#: <c>div[style: "color:red"]("a", b("c"))</c>. Text is encoded; HTML content, sequences and other values are written as what they are.
/// </summary>
public class PocketView : DynamicObject, IHtmlContent
{
    private readonly string? _name;
    private readonly PocketView? _around;
    private readonly List<KeyValuePair<string, object?>> _attributes = [];
    private object?[]? _content;

    public PocketView(PocketView? nested = null) => _around = nested;

    public PocketView(string tagName, PocketView? nested = null)
        : this(nested) => _name = tagName;

    public IDictionary<string, object?> HtmlAttributes => _attributes.ToDictionary(pair => pair.Key, pair => pair.Value);

    public void SetContent(object?[] args) => _content = args;

    public MLPlatform.Kernel.Display.DisplayedValue Display() => NotebookDisplay.display(this);

    // `_.div` starts an element; `ul.li` puts one inside another.
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        result = Child(binder.Name);
        return true;
    }

    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        var child = Child(binder.Name);
        child.Fill(binder.CallInfo, args ?? []);
        result = child;
        return true;
    }

    public override bool TrySetMember(SetMemberBinder binder, object? value)
    {
        Set(binder.Name, value);
        return true;
    }

    public override bool TryGetIndex(GetIndexBinder binder, object[] indexes, out object? result)
    {
        var names = binder.CallInfo.ArgumentNames;
        var unnamed = indexes.Length - names.Count;
        for (var i = 0; i < indexes.Length; i++)
        {
            if (i >= unnamed)
                Set(names[i - unnamed], indexes[i]);
            else if (indexes[i] is IEnumerable<KeyValuePair<string, object?>> several)
                _attributes.AddRange(several);
        }

        result = this;
        return true;
    }

    public override bool TryInvoke(InvokeBinder binder, object?[]? args, out object? result)
    {
        Fill(binder.CallInfo, args ?? []);
        result = this;
        return true;
    }

    public void WriteTo(TextWriter writer, HtmlEncoder encoder)
    {
        if (_around is { _name: { } outer })
            Element.Write(writer, outer, _around._attributes, inner => WriteSelf(inner, encoder));
        else
            WriteSelf(writer, encoder);
    }

    public override string ToString()
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }

    private PocketView Child(string name) => new(name, _name is null ? _around : this);

    private void Fill(CallInfo call, object?[] args)
    {
        var names = call.ArgumentNames;
        var unnamed = args.Length - names.Count;
        for (var i = unnamed; i < args.Length; i++)
            Set(names[i - unnamed], args[i]);
        SetContent(args[..unnamed]);
    }

    // C# has no hyphen in names: data_value stands for data-value.
    private void Set(string name, object? value)
    {
        var key = name.Replace('_', '-');
        _attributes.RemoveAll(pair => pair.Key == key);
        _attributes.Add(new KeyValuePair<string, object?>(key, value is IHtmlContent html ? html.ToString() : value));
    }

    private void WriteSelf(TextWriter writer, HtmlEncoder encoder)
    {
        if (_name is null)
            WriteContent(writer, encoder);
        else
            Element.Write(writer, _name, _attributes, _content is null ? null : inner => WriteContent(inner, encoder));
    }

    private void WriteContent(TextWriter writer, HtmlEncoder encoder)
    {
        foreach (var part in _content ?? [])
            Write(part, writer, encoder);
    }

    private static void Write(object? part, TextWriter writer, HtmlEncoder encoder)
    {
        switch (part)
        {
            case null:
                break;
            case string text:
                writer.Write(HtmlText.Encode(text));
                break;
            case IHtmlContent html:
                html.WriteTo(writer, encoder);
                break;
            case IShown:
                writer.Write(Representation.Of(part, MimeBundle.Html));
                break;
            case IEnumerable parts when !SequenceTables.IsFlat(parts) || parts is IEnumerable<string>:
                foreach (var one in parts)
                    Write(one, writer, encoder);
                break;
            default:
                writer.Write(Formatter.Registry.Format(part, MimeBundle.Html) ?? (ScalarText.Of(part) is { } scalar ? HtmlText.Encode(scalar) : Representation.Of(part, MimeBundle.Html)));
                break;
        }
    }
}
