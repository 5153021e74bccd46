using System.Runtime.CompilerServices;

namespace EndToEndTests.Running;

/// <summary>The checkout under test and the program that <c>./test</c> published from it.</summary>
internal static class Checkout
{
    public static string Root { get; } = FindRoot();

    public static string Program { get; } = Path.Combine(Root, ".build/mlplatform/mlplatform");

    public static string Entry { get; } = Path.Combine(Root, "mlplatform");

    /// <summary>A notebook of this test project.</summary>
    public static string Notebook(string name) => Path.Combine(AppContext.BaseDirectory, "Notebooks", name);

    public static string Driver(string name) => Path.Combine(AppContext.BaseDirectory, "Drivers", name);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../.."));
}
