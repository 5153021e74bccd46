using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Notebooks;

/// <summary>A headless run in the XML that CI systems read: one suite a notebook, one test a code cell.</summary>
public static partial class JUnitReport
{
    /// <param name="name">The notebook's, as reports list it.</param>
    public static string Write(string name, NotebookRunResult run)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, NewLineChars = "\n" }))
        {
            xml.WriteStartElement("testsuites");
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", Clean(name));
            xml.WriteAttributeString("tests", Number(run.Cells.Count + run.NotRun.Count));
            xml.WriteAttributeString("failures", Number(run.Cells.Count(cell => cell.Result.Status != CellStatus.Ok)));
            xml.WriteAttributeString("errors", "0");
            xml.WriteAttributeString("skipped", Number(run.NotRun.Count));
            xml.WriteAttributeString("time", Seconds(run.Elapsed));
            foreach (var cell in run.Cells)
                Case(xml, name, cell);
            foreach (var (index, firstLine) in run.NotRun)
            {
                Start(xml, name, index, firstLine, TimeSpan.Zero);
                xml.WriteStartElement("skipped");
                xml.WriteAttributeString("message", "An earlier cell failed.");
                xml.WriteEndElement();
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + text + "\n";
    }

    private static void Case(XmlWriter xml, string name, CellReport cell)
    {
        Start(xml, name, cell.Index, cell.FirstLine, cell.Result.Elapsed);
        if (cell.Result.Status != CellStatus.Ok)
        {
            xml.WriteStartElement("failure");
            xml.WriteAttributeString("type", Clean(cell.Result.Error?.Name ?? cell.Result.Status.ToString()));
            xml.WriteAttributeString("message", Clean(cell.Result.Error?.Message ?? "The cell was stopped."));
            xml.WriteString(Clean(string.Join('\n', cell.Result.Error?.Traceback ?? [])));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Start(XmlWriter xml, string name, int index, string firstLine, TimeSpan elapsed)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", Clean(name));
        xml.WriteAttributeString("name", Clean(string.Create(CultureInfo.InvariantCulture, $"cell {index + 1}: {firstLine}")));
        xml.WriteAttributeString("time", Seconds(elapsed));
    }

    private static string Number(int count) => count.ToString(CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan time) => time.TotalSeconds.ToString("0.000", CultureInfo.InvariantCulture);

    // Colours are for terminals, and XML 1.0 has no place for most control characters or for half a surrogate pair.
    private static string Clean(string text)
    {
        var plain = Colours().Replace(text, "");
        var clean = new StringBuilder(plain.Length);
        for (var i = 0; i < plain.Length; i++)
        {
            if (XmlConvert.IsXmlChar(plain[i]))
                clean.Append(plain[i]);
            else if (i + 1 < plain.Length && char.IsSurrogatePair(plain[i], plain[i + 1]))
                clean.Append(plain[i]).Append(plain[++i]);
            else
                clean.Append('\uFFFD');
        }

        return clean.ToString();
    }

    [GeneratedRegex(@"\x1b\[[0-9;]*m")]
    private static partial Regex Colours();
}
