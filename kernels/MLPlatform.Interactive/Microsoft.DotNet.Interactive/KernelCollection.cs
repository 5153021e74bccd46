using System.Collections;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DotNet.Interactive;

/// <summary>The kernels of a notebook by name.</summary>
public sealed class KernelCollection : IReadOnlyCollection<Kernel>
{
    private readonly ConcurrentDictionary<string, Kernel> _byName = new(StringComparer.Ordinal);

    public int Count => _byName.Count;

    public bool TryGetByAlias(string alias, [NotNullWhen(true)] out Kernel? kernel)
    {
        kernel = _byName.GetValueOrDefault(alias) ?? _byName.Values.FirstOrDefault(one => one.KernelInfo.Aliases.Contains(alias));
        return kernel is not null;
    }

    public IEnumerator<Kernel> GetEnumerator() => _byName.Values.OrderBy(kernel => kernel.Name, StringComparer.Ordinal).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(Kernel kernel) => _byName[kernel.Name] = kernel;
}
