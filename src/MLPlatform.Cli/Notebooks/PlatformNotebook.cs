using System.Reflection;
using MLPlatform.ControlPlaneClient.Home;
using MLPlatform.Frames;
using MLPlatform.Kernel.Session;
using MLPlatform.Magics;
using MLPlatform.Magics.Tree;
using MLPlatform.Plots.Figures;
using MLPlatform.Plots.Output;
using MLPlatform.Sdk;

namespace MLPlatform.Cli.Notebooks;

/// <summary>Notebook sessions with <c>ml</c> and <c>#!mlplatform</c> in them.</summary>
internal static class PlatformNotebook
{
    /// <summary>Set by the kernel specifications of other languages: the language of cells that name none.</summary>
    public const string LanguageVariable = "MLPLATFORM_LANGUAGE";

    /// <summary>The namespaces a platform notebook needs no using for.</summary>
    public static readonly IReadOnlyList<string> Usings =
    [
        "MLPlatform.Sdk",
        "MLPlatform.Frames",
        "MLPlatform.Plots.Figures",
        "MLPlatform.Plots.Tables",
        "MLPlatform.Features.Join",
        "MLPlatform.Training.Boosting",
        "MLPlatform.Training.Evaluation",
        "MLPlatform.Training.Linear",
        "MLPlatform.Training.Tuning",
    ];

    /// <summary>Assemblies cells compile against beside the framework's; a short list keeps the first cell fast.</summary>
    public static IReadOnlyList<Assembly> References { get; } =
    [
        typeof(Contracts.Identity.Principal).Assembly,
        typeof(Frame).Assembly,
        typeof(Figure).Assembly,
        typeof(MLPlatform.Features.Join.Leak).Assembly,
        typeof(Training.Boosting.Trees).Assembly,
        typeof(Monitoring.Drift).Assembly,
        typeof(Platform).Assembly,
    ];

    public static NotebookSession Create() => Create(PlatformHome.FromEnvironment());

    public static NotebookSession Create(PlatformHome home)
    {
        var time = TimeProvider.System;
        // Owned by the session for as long as its process lives.
        var platform = new Platform(home, () => (IDisplay?)CurrentCell.Output ?? new TerminalDisplay(Console.Out, Console.Error, live: false), time);
        return new NotebookSession(new SessionOptions(new NotebookGlobals(platform), References, Usings, [new PlatformMagic(() => new CommandTree(), tree => new CommandRunner(tree, platform, time))], time)
        {
            OnDemand = [OnDemandAssembly.NotebookApi(AppContext.BaseDirectory)],
            StateFolder = home.Folder,
            DefaultLanguage = Environment.GetEnvironmentVariable(LanguageVariable) is { Length: > 0 } language ? language : "csharp",
        });
    }
}
