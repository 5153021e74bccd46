namespace Benchmarks.Measuring;

/// <summary>One question about the product's speed, answered against a baseline measured in the same minutes.</summary>
internal interface IBenchmark
{
    /// <summary>Name on the command line and of the result file.</summary>
    string Name { get; }

    Task<ResultTable> RunAsync(Workplace workplace, CancellationToken cancel);
}
