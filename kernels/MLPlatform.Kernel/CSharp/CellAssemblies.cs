using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.Loader;

namespace MLPlatform.Kernel.CSharp;

/// <summary>The load context of one session: its submissions by name, the assemblies the host gave it, and what <c>#r</c> brought.</summary>
internal sealed class CellAssemblies : AssemblyLoadContext
{
    private readonly ConcurrentDictionary<string, Assembly> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, byte> _folders = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, string> _offered = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, string> _natives = new(StringComparer.Ordinal);

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

    /// <summary>An assembly that is loaded when something first asks for its name; the first offer of a name stays.</summary>
    /// <returns>False when the name is taken by another file.</returns>
    public bool Offer(string name, string path) => !_byName.ContainsKey(name) && _offered.GetOrAdd(name, path) == path;

    /// <summary>A native library for the <c>DllImport</c>s of what was offered.</summary>
    public void OfferNative(string path) => _natives.TryAdd(Path.GetFileName(path), path);

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        if (_byName.TryGetValue(assemblyName.Name!, out var known))
            return known;
        if (_offered.TryGetValue(assemblyName.Name!, out var offered))
            return LoadFromAssemblyPath(offered);
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

    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (var name in (string[])[unmanagedDllName, unmanagedDllName + ".so", "lib" + unmanagedDllName, "lib" + unmanagedDllName + ".so"])
            if (_natives.TryGetValue(name, out var path))
                return LoadUnmanagedDllFromPath(path);
        return 0;
    }
}
