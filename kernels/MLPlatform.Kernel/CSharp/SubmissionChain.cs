using System.Reflection;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace MLPlatform.Kernel.CSharp;

/// <summary>All C# a session has run. Compilations form a chain in which each sees what the earlier ones declared; instances of their classes hold the variables.</summary>
internal sealed class SubmissionChain
{
    private readonly SubmissionCompiler _compiler;
    private readonly CellAssemblies _assemblies;
    private readonly CellReferences _references;
    private readonly Lock _gate = new();
    private readonly List<MetadataReference> _pendingReferences = [];
    private IReadOnlyList<string> _referencedFiles = [];
    private bool _wholeFramework;
    private readonly string _folder;

    // Slot 0 holds the globals; a submission that runs takes the next slot and keeps the array it was given.
    private object?[] _states = new object?[64];
    private int _slots;
    private int _number;
    private IReadOnlyList<Submission> _submissions = [];

    public SubmissionChain(SessionOptions options)
    {
        IReadOnlyList<Assembly> assemblies = [.. CellReferences.Own.Concat(options.References).Append(options.Globals.GetType().Assembly).Distinct()];
        _folder = options.WorkingFolder ?? Environment.CurrentDirectory;
        _references = new CellReferences(assemblies);
        _compiler = new SubmissionCompiler(options.Globals.GetType(), _references, [.. options.Usings, .. NotebookUsings], _folder);
        _assemblies = new CellAssemblies(assemblies);
        _states[0] = options.Globals;
    }

    /// <summary>Snapshot, oldest first.</summary>
    public IReadOnlyList<Submission> Submissions => Volatile.Read(ref _submissions);

    /// <summary>What <c>#r</c> brought, as it stands between its quotes; paths are full.</summary>
    public IReadOnlyList<string> ReferencedFiles => Volatile.Read(ref _referencedFiles);

    public CSharpCompilation? Last => Submissions is [.., var last] ? last.Compilation : null;

    private static IEnumerable<string> NotebookUsings => ["MLPlatform.Kernel.Display", "MLPlatform.Kernel.Display.NotebookDisplay"];

    /// <summary>Makes an assembly visible to the next submission.</summary>
    /// <exception cref="PlatformException">There is no such assembly.</exception>
    public void Reference(string path)
    {
        var full = Path.GetFullPath(path, _folder);
        if (!File.Exists(full))
            throw new PlatformException(CellErrors.ReferenceNotFound, $"There is no file `{path}`.", $"Paths are relative to {_folder}.");
        try
        {
            _assemblies.Add(full);
        }
        catch (Exception error) when (error is BadImageFormatException or FileLoadException)
        {
            throw new PlatformException(CellErrors.ReferenceNotFound, $"`{path}` cannot be loaded as a .NET assembly.", null, error);
        }

        lock (_gate)
        {
            // What the file refers to is there before it: joining later would give its types a second identity.
            AddRest();
            _pendingReferences.Add(CellReferences.FromFile(full));
            _referencedFiles = [.. _referencedFiles, full];
        }
    }

    /// <summary>Makes assemblies visible to the next submission without loading them: each is loaded when code first needs it.</summary>
    /// <param name="directives">What a <c>#r</c> would say to bring them again.</param>
    public void Offer(IReadOnlyList<string> assemblies, IReadOnlyList<string> natives, IReadOnlyList<string> directives)
    {
        foreach (var native in natives)
            _assemblies.OfferNative(native);
        lock (_gate)
        {
            AddRest();
            foreach (var path in assemblies)
                if (_assemblies.Offer(AssemblyName.GetAssemblyName(path).Name!, path))
                    _pendingReferences.Add(CellReferences.FromFile(path));
            _referencedFiles = [.. _referencedFiles, .. directives];
        }
    }

    /// <summary>Compiles and runs.</summary>
    /// <returns>The value of the trailing expression, and the submission.</returns>
    /// <exception cref="CellCompilationException">Nothing ran, and nothing of it is kept.</exception>
    public async Task<(object? Value, Submission Submission)> RunAsync(string text, SubmissionOrigin origin, CancellationToken cancel)
    {
        var (submission, start) = Add(text, origin, cancel);
        return (start is null ? null : await start(), submission);
    }

    /// <summary>The compilation of text that may run next, for language services; nothing is kept.</summary>
    public CSharpCompilation Speculate(SyntaxTree tree)
    {
        EnsureBase(CancellationToken.None);
        return _compiler.Chain(tree, Last, int.MaxValue, NotYetBound());
    }

    /// <summary>The same with text that would have run before it.</summary>
    public CSharpCompilation Speculate(SyntaxTree tree, SyntaxTree before)
    {
        EnsureBase(CancellationToken.None);
        return _compiler.Chain(tree, _compiler.Chain(before, Last, int.MaxValue - 1, NotYetBound()), int.MaxValue);
    }

    /// <summary>Runs the base submission: references and usings live in it.</summary>
    public void EnsureBase(CancellationToken cancel)
    {
        lock (_gate)
        {
            if (_submissions.Count == 0)
                _ = Append("0", SubmissionOrigin.Internal, cancel).Start?.Invoke();
        }
    }

    // The compilation joins the chain before it runs: what it declares survives its exceptions, and a variable that a magic sets meanwhile comes after it.
    private (Submission Submission, Func<Task<object?>>? Start) Add(string text, SubmissionOrigin origin, CancellationToken cancel)
    {
        EnsureBase(cancel);
        lock (_gate)
            return Append(text, origin, cancel);
    }

    // An error may only say that the short list of references lacks something: a cell is refused by the whole framework.
    private (Submission Submission, MemoryStream? Image) Compile(string text, SubmissionOrigin origin, int number, CancellationToken cancel)
    {
        try
        {
            return _compiler.Compile(text, origin, Last, number, _pendingReferences.Count > 0 ? [.. _pendingReferences] : null, cancel);
        }
        catch (CellCompilationException) when (!_wholeFramework)
        {
            var compiled = _compiler.Compile(text, origin, Last, number, [.. _references.Rest, .. _pendingReferences], cancel);
            _wholeFramework = true;
            return compiled;
        }
    }

    private IReadOnlyList<MetadataReference> NotYetBound()
    {
        lock (_gate)
            return _wholeFramework ? [.. _pendingReferences] : _references.Rest;
    }

    private void AddRest()
    {
        if (_wholeFramework)
            return;
        _wholeFramework = true;
        _pendingReferences.AddRange(_references.Rest);
    }

    private (Submission Submission, Func<Task<object?>>? Start) Append(string text, SubmissionOrigin origin, CancellationToken cancel)
    {
        var number = ++_number;
        var (compiled, image) = Compile(text, origin, number, cancel);
        _pendingReferences.Clear();
        if (image is null)
        {
            _submissions = [.. _submissions, compiled];
            return (compiled, null);
        }

        var assembly = _assemblies.Load(image, compiled.Compilation.AssemblyName!);
        var type = assembly.GetType("Submission#" + number, throwOnError: true)!;
        var factory = type.GetMethod("<Factory>", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!.CreateDelegate<Func<object?[], Task<object?>>>();
        var submission = new Submission { Number = number, Origin = origin, Text = text, Compilation = compiled.Compilation, Polls = compiled.Polls, Type = type };
        var slot = ++_slots;
        if (slot >= _states.Length)
            Array.Resize(ref _states, _states.Length * 2);
        Volatile.Write(ref _submissions, [.. _submissions, submission]);
        return (submission, Start);

        Task<object?> Start()
        {
            var states = _states;
            var running = factory(states);
            submission.State = states[slot];
            // The array may have grown meanwhile.
            lock (_gate)
                _states[slot] = submission.State;
            return running;
        }
    }
}
