using System.Globalization;
using System.Xml;
using Microsoft.CodeAnalysis;

namespace MLPlatform.Kernel.CSharp;

/// <summary>The XML documentation beside an assembly, read when help first asks.</summary>
internal sealed class XmlDocumentation(string path) : DocumentationProvider
{
    private readonly Lazy<Dictionary<string, string>> _members = new(() => Read(path));

    public override bool Equals(object? obj) => obj is XmlDocumentation other && other.Path == Path;

    public override int GetHashCode() => Path.GetHashCode(StringComparison.Ordinal);

    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken) =>
        _members.Value.GetValueOrDefault(documentationMemberID);

    private string Path { get; } = path;

    private static Dictionary<string, string> Read(string path)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(path, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            while (reader.ReadToFollowing("member"))
                if (reader.GetAttribute("name") is { } name)
                    members[name] = reader.ReadOuterXml();
        }
        // Documentation is an extra: a torn file leaves symbols without it.
        catch (Exception error) when (error is XmlException or IOException or UnauthorizedAccessException)
        {
        }

        return members;
    }
}
