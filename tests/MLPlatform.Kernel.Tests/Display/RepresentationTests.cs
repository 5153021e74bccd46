using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using MLPlatform.Kernel.Display;

namespace MLPlatform.Kernel.Tests.Display;

public sealed class RepresentationTests
{
    [Theory]
    [InlineData("a", "\"a\"")]
    [InlineData(double.NaN, "\"NaN\"")]
    [InlineData(null, "null")]
    public void Json_of_scalars(object? value, string expected) => Assert.Equal(expected, Representation.Of(value, "application/json"));

    [Fact]
    public void Json_of_an_object_that_holds_itself_ends()
    {
        var node = new Node { Name = "a" };
        node.Next = node;
        using var json = JsonDocument.Parse(Representation.Of(node, "application/json"));
        Assert.Equal("a", json.RootElement.GetProperty("Name").GetString());
    }

    [Fact]
    public void Csv_cells_come_back_as_they_were() => Prop.ForAll(Gen.ArrayOf(Gen.Elements("a", "b,c", "d\"e", "f\ng", "", " h ", "\r\n", "ü")).ToArbitrary(), cells =>
    {
        var csv = CsvText.Of(cells.Select(cell => new { Cell = cell, Other = "x" }).ToArray());
        return Read(csv).Skip(1).Select(line => line[0]).SequenceEqual(cells) && (cells.Length == 0 || Read(csv)[0].SequenceEqual(["Cell", "Other"]));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Html_of_text_is_encoded() => Assert.Contains("a&lt;b", Representation.Of("a<b", "text/html"), StringComparison.Ordinal);

    [Fact]
    public void Bytes_of_an_image_are_base64() => Assert.Equal("AQI=", Representation.Of(new byte[] { 1, 2 }, "image/png"));

    // A reader written from RFC 4180, independent of the writer.
    private static List<List<string>> Read(string csv)
    {
        var lines = new List<List<string>>();
        var (line, cell, quoted) = (new List<string>(), new System.Text.StringBuilder(), false);
        for (var i = 0; i < csv.Length; i++)
        {
            if (quoted && csv[i] == '"' && i + 1 < csv.Length && csv[i + 1] == '"')
                cell.Append(csv[i++]);
            else if (csv[i] == '"')
                quoted = !quoted;
            else if (!quoted && csv[i] == ',')
                (_, cell) = (Add(), new System.Text.StringBuilder());
            else if (!quoted && csv[i] == '\r' && i + 1 < csv.Length && csv[i + 1] == '\n')
            {
                (_, cell) = (Add(), new System.Text.StringBuilder());
                lines.Add(line);
                line = [];
                i++;
            }
            else
                cell.Append(csv[i]);
        }

        return lines;

        bool Add()
        {
            line.Add(cell.ToString());
            return true;
        }
    }

    private sealed class Node
    {
        public string? Name { get; set; }

        public Node? Next { get; set; }
    }
}
