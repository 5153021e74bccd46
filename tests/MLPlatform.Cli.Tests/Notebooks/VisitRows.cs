using System.Globalization;
using System.Text;

namespace MLPlatform.Cli.Tests.Notebooks;

/// <summary>300 rows in which late is what came from far away: a rule that five rounds of trees find.</summary>
internal static class VisitRows
{
    public static string Csv()
    {
        var text = new StringBuilder("at,distance,load,late\n");
        for (var i = 0; i < 300; i++)
            text.Append(CultureInfo.InvariantCulture, $"2001-01-01 10:00:{i % 60:00},{i},{i % 7 / 7.0:0.00},{(i > 150 ? "true" : "false")}\n");
        return text.ToString();
    }
}
