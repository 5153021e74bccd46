using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Cells;
using MLPlatform.Kernel.Display;
using MLPlatform.Kernel.Interrupts;
using MLPlatform.Kernel.Languages;
using MLPlatform.Kernel.Magics;

namespace MLPlatform.Kernel.Session;

// What cells and the assemblies they load add to a session while it lives. Nothing here exists before it is asked for.
public sealed partial class NotebookSession
{
    private readonly Lock _extending = new();
    private Dictionary<Type, object>? _kept;
    private List<OnDemandAssembly>? _brought;
    private List<Func<CellResult, Task>>? _endings;
    private IReadOnlyList<IMagic> _magics;
    private IReadOnlyList<ICellWatcher> _watchers = [];
    private CellParser _parser;
    private FormatterRegistry? _formatters;

    /// <summary>Built in, given by the host and added by cells, in the order they are listed.</summary>
    public IReadOnlyList<IMagic> Magics => Volatile.Read(ref _magics);

    /// <summary>How values of this session are shown.</summary>
    public FormatterRegistry Formatters => LazyInitializer.EnsureInitialized(ref _formatters);

    /// <summary>Null as long as no cell has set anything.</summary>
    internal FormatterRegistry? OwnFormatters => Volatile.Read(ref _formatters);

    internal CellParser Parser => Volatile.Read(ref _parser);

    /// <summary>Adds a magic, or replaces the one of its name. The running cell was read before and does not see it yet.</summary>
    public void Add(IMagic magic)
    {
        lock (_extending)
        {
            IReadOnlyList<IMagic> magics = [.. _magics.Where(known => known.Name != magic.Name), magic];
            Volatile.Write(ref _magics, magics);
            Volatile.Write(ref _parser, new CellParser(magics, Languages, Options.DefaultLanguage));
        }
    }

    /// <summary>From the next cell on.</summary>
    public void Add(ICellWatcher watcher)
    {
        lock (_extending)
            _watchers = [.. _watchers, watcher];
    }

    /// <summary>Runs when the current cell has ended, however it ended.</summary>
    public void AtEnd(Func<CellResult, Task> ending)
    {
        lock (_extending)
            (_endings ??= []).Add(ending);
    }

    /// <summary>An object that lives as long as this session, made when first asked for; disposed with it.</summary>
    public T Keep<T>(Func<T> make)
        where T : class
    {
        lock (_extending)
        {
            if ((_kept ??= []).TryGetValue(typeof(T), out var known))
                return (T)known;
            var made = make();
            _kept.TryAdd(typeof(T), made);
            return made;
        }
    }

    /// <summary>Makes an assembly visible to later cells.</summary>
    /// <exception cref="PlatformException">There is no such assembly.</exception>
    public void Reference(string assemblyPath) => _chain.Reference(assemblyPath);

    /// <summary>Satisfies a package reference without a download.</summary>
    /// <returns>False when nothing here stands in for the package.</returns>
    public bool TryProvide(string packageId)
    {
        if (Options.OnDemand.FirstOrDefault(assembly => assembly.Provides(packageId)) is not { } found)
            return false;
        Bring(found);
        return true;
    }

    /// <summary>
    /// Runs code as part of the cell that calls, its outputs going where the caller says. Outside a cell it waits for its turn like any cell.
    /// </summary>
    public async Task<CellResult> SubmitAsync(CellRequest cell, ICellOutput output, CancellationToken cancel = default)
    {
        if (CellScope.Current is not { } running || running.Session != this)
            return await RunAsync(cell, output, cancel);
        var started = Options.Time.GetTimestamp();
        CellResult result;
        try
        {
            new CellScope(output, this, running.Interrupt, running).Use();
            await new CellRun(this, _chain, _count, output, running.Interrupt).RunAsync(Parser.Parse(cell.Code, cell.Kernel));
            result = new CellResult(CellStatus.Ok, _count);
        }
        catch (Exception) when (running.Interrupt.IsCancellationRequested)
        {
            throw;
        }
        catch (CellFailedException failed)
        {
            result = new CellResult(CellStatus.Error, _count, failed.Error);
        }
        catch (Exception failure)
        {
            result = new CellResult(CellStatus.Error, _count, _errors.Of(failure));
        }

        return result with { Elapsed = Options.Time.GetElapsedTime(started) };
    }

    internal void BringNamed(string code)
    {
        foreach (var assembly in Options.OnDemand)
            if (assembly.IsNamedIn(code))
                Bring(assembly);
    }

    private void Bring(OnDemandAssembly assembly)
    {
        lock (_extending)
        {
            if (_brought?.Contains(assembly) is true)
                return;
            _chain.Reference(assembly.Path);
            (_brought ??= []).Add(assembly);
        }
    }

    private ICellOutput Watched(CellRequest cell, ICellOutput output)
    {
        foreach (var watcher in _watchers)
            output = watcher.Begin(cell, output);
        return output;
    }

    private async Task EndAsync(CellRequest cell, CellResult result, ICellOutput output)
    {
        foreach (var ending in TakeEndings())
        {
            try
            {
                await InCellAsync(ending);
            }
            catch (Exception failure)
            {
                // The cell is over; what a user's callback throws must not undo its result.
                output.Write($"At the end of the cell: {failure.GetType().Name}: {failure.Message}\n", error: true);
            }
        }

        foreach (var watcher in _watchers)
            watcher.End(cell, result);

        // What the callback shows and prints still belongs to the cell.
        async Task InCellAsync(Func<CellResult, Task> ending)
        {
            new CellScope(output, this, CancellationToken.None).Use();
            await ending(result);
        }
    }

    private List<Func<CellResult, Task>> TakeEndings()
    {
        if (Volatile.Read(ref _endings) is null)
            return [];
        lock (_extending)
        {
            var taken = _endings ?? [];
            _endings = null;
            return taken;
        }
    }

    private void DisposeExtensions()
    {
        foreach (var kept in _kept?.Values.ToArray() ?? [])
            (kept as IDisposable)?.Dispose();
        _formatters?.Dispose();
    }
}
