using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace MLPlatform.Kernel.CSharp;

/// <summary>The load context of one session: its submissions by name, the assemblies the host gave it, and what <c>#r</c> brought.</summary>
internal sealed class CellAssemblies : AssemblyLoadContext
{
    private readonly ConcurrentDictionary<string, Assembly> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> _folders = new(StringComparer.Ordinal);

    // Every submission asks for the framework again, and the list of loaded assemblies grows with every submission.
    private readonly ConcurrentDictionary<string, byte> _shared = new(StringComparer.OrdinalIgnoreCase);

    public CellAssemblies(IEnumerable<Assembly> known)
        : base("notebook")
    {
        foreach (var assembly in known)
            _byName.TryAdd(assembly.GetName().Name!, assembly);
    }

    public Assembly Load(Stream image, string name) => _byName[name] = LoadFromStream(image);

    public void Add(string path)
    {
        _folders.TryAdd(Path.GetDirectoryName(path)!, 0);
        var assembly = LoadFromAssemblyPath(path);
        _byName.TryAdd(assembly.GetName().Name!, assembly);
    }

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (_byName.TryGetValue(assemblyName.Name!, out var known))
            return known;
        if (_shared.ContainsKey(assemblyName.Name!))
            return null;
        // The framework and the host's own assemblies come first: a copy beside a user's file would give their types a second identity.
        foreach (var shared in Default.Assemblies)
        {
            if (!string.Equals(shared.GetName().Name, assemblyName.Name, StringComparison.OrdinalIgnoreCase))
                continue;
            _shared.TryAdd(assemblyName.Name!, 0);
            return null;
        }

        var beside = _folders.Keys.Select(folder => Path.Combine(folder, assemblyName.Name + ".dll")).FirstOrDefault(File.Exists);
        return beside is null ? null : LoadFromAssemblyPath(beside);
    }
}
