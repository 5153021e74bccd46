using MLPlatform.Frames;

namespace MLPlatform.Training.Tests;

/// <summary>Rows with a known pattern, missing values and every numeric type.</summary>
internal static class SyntheticRows
{
    public static Frame Make(int rows, int seed)
    {
        var random = new Random(seed);
        var distance = new double[rows];
        var hour = new int[rows];
        var late = new bool[rows];
        var weekend = new bool[rows];
        var delay = new double[rows];
        var seen = new byte[Bitmap.ByteCount(rows)];
        for (var i = 0; i < rows; i++)
        {
            distance[i] = random.NextDouble() * 3000;
            hour[i] = random.Next(24);
            weekend[i] = random.Next(7) < 2;
            Bitmap.Set(seen, i, random.Next(5) > 0);
            var risk = (Bitmap.Get(seen, i) ? distance[i] / 1500 : 3) - hour[i] / 8.0 + (weekend[i] ? 1 : 0);
            late[i] = 1 / (1 + Math.Exp(-risk)) > random.NextDouble();
            delay[i] = risk * 10 + random.NextDouble();
        }

        return new Frame(
            new Column<double>("distance", distance, seen),
            new Column<int>("hour", hour),
            new BoolColumn("weekend", weekend),
            new Column<float>("noise", Enumerable.Range(0, rows).Select(_ => random.NextSingle()).ToArray()),
            new BoolColumn("late", late),
            new Column<double>("delay", delay));
    }
}
