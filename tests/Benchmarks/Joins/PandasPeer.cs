using System.Globalization;
using System.Runtime.InteropServices;
using Benchmarks.Measuring;
using MLPlatform.Features.Sources;

namespace Benchmarks.Joins;

/// <summary>pandas.merge_asof of Debian's Python over the same columns, in a process of its own.</summary>
internal sealed class PandasPeer(Workplace workplace)
{
    private const string Python = "/usr/bin/python3";

    /// <returns>The rounds after the first, and the answer's columns in the order of the rows asked, NaN for none.</returns>
    public async Task<(Samples Times, double[][] Answer)> RunAsync(JoinData data, int rounds, CancellationToken cancel)
    {
        var folder = Directory.CreateDirectory(Path.Combine(workplace.Scratch, "pandas")).FullName;
        var facts = data.Views[0].Frame;
        Write(folder, "key", facts.Numbers<long>(SourceSql.KeyColumn(0)).Values);
        Write(folder, "happened", facts.Numbers<long>(SourceSql.Happened).Values);
        for (var i = 0; i < JoinData.Features; i++)
            Write(folder, "value" + i, facts.Numbers<double>(SourceSql.ValueColumn(i)).Values);
        foreach (var name in data.Asked.Names)
            Write(folder, name, data.Asked.Numbers<long>(name).Values);
        var driver = Path.Combine(AppContext.BaseDirectory, "Drivers/merge_asof.py");
        var printed = await workplace.RunAsync(Python, [driver, folder, Text(JoinData.Features), Text(rounds)], cancel);
        var times = printed.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(line => double.Parse(line, CultureInfo.InvariantCulture)).ToArray();
        var answer = Enumerable.Range(0, JoinData.Features).Select(i => MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, "answer" + i))).ToArray()).ToArray();
        Directory.Delete(folder, recursive: true);
        return (new Samples(times), answer);
    }

    private static void Write<T>(string folder, string name, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        using var file = File.Create(Path.Combine(folder, name));
        file.Write(MemoryMarshal.AsBytes(values));
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
