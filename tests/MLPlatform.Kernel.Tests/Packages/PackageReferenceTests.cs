using System.Text;
using MLPlatform.Contracts.Errors;
using MLPlatform.Kernel.Session;
using MLPlatform.Kernel.Tests.Session;
using MLPlatform.Plots.Output;

namespace MLPlatform.Kernel.Tests.Packages;

/// <summary>Packages as a notebook asks for them, with the SDK's own restore. Ids are unlike any other test's, because NuGet unpacks into one folder a machine.</summary>
public sealed class PackageReferenceTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("packages-").FullName;
    private readonly string _mark = "T" + Guid.NewGuid().ToString("N")[..10];
    private readonly List<NotebookSession> _sessions = [];
    private RecordedOutput _output = new();

    private LocalFeed Feed => field ??= new LocalFeed(Path.Combine(_folder, "feed"));

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        foreach (var session in _sessions)
            await session.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
        foreach (var unpacked in Directory.EnumerateDirectories(PackagesFolder(), _mark.ToLowerInvariant() + "*"))
            Directory.Delete(unpacked, recursive: true);
    }

    [Fact]
    public async Task Package_from_the_gallery_is_restored_then_kept()
    {
        var session = NewSession();
        Assert.Equal("True", await EvaluateAsync(session, "#r \"nuget: Newtonsoft.Json, 13.0.1\"\nusing Newtonsoft.Json;\nJsonConvert.SerializeObject(new { A = 1 }) == \"{\\\"A\\\":1}\""));
        Assert.Contains("Newtonsoft.Json 13.0.1 restored in", Reported(), StringComparison.Ordinal);
        // A later cell sees it, and its variables.
        await EvaluateAsync(session, "var parsed = Newtonsoft.Json.Linq.JObject.Parse(\"{\\\"b\\\":[1,2]}\");");
        Assert.Equal("2", await EvaluateAsync(session, "parsed[\"b\"].Count()"));

        var other = NewSession();
        Assert.Equal("13.0.0.0", await EvaluateAsync(other, "#r \"nuget:Newtonsoft.Json,13.0.1\"\ntypeof(Newtonsoft.Json.JsonConvert).Assembly.GetName().Version.ToString()"));
        Assert.Contains("from the cache", Reported(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Package_may_be_another_version_of_one_the_kernel_has()
    {
        var own = AppDomain.CurrentDomain.GetAssemblies().Where(one => one.GetName().Name == "Markdig").Select(one => one.GetName().Version);
        Assert.Equal("True", await EvaluateAsync(NewSession(), "#r \"nuget: Markdig, 0.31.0\"\nMarkdig.Markdown.ToHtml(\"*a*\").Contains(\"<em>a</em>\") && typeof(Markdig.Markdown).Assembly.GetName().Version.Minor == 31"));
        Assert.DoesNotContain(own, version => version!.Minor == 31);
    }

    [Fact]
    public async Task Source_folder_brings_dependencies_native_libraries_and_the_extension_script()
    {
        var native = await File.ReadAllBytesAsync(Contracts.Files.BundledFiles.PathOf("libxgboost.so.0"));
        Feed.Add($"{_mark}.Low", "1.0.0", "namespace Low { public static class L { public static int Seven => 7; } }")
            .Add(
                $"{_mark}.High",
                "2.1.0",
                "namespace High { public static class H { [System.Runtime.InteropServices.DllImport(\"" + _mark + "native\")] public static extern void XGBoostVersion(out int major, out int minor, out int patch);"
                + " public static int Major { get { XGBoostVersion(out var major, out _, out _); return major; } } } }",
                [($"{_mark}.Low", "1.0.0")],
                ($"runtimes/linux-x64/native/lib{_mark}native.so", native),
                ("interactive-extensions/dotnet/extension.dib", Encoding.UTF8.GetBytes("#!csharp\n\nvar fromScript = \"set by the script\";\n\n#!markdown\n\n# Hello\n")));
        var session = NewSession();
        Assert.Equal("7", await EvaluateAsync(session, $"#i \"nuget: feed\"\n#r \"nuget: {_mark}.High\"\nHigh.H.Major + 7 - High.H.Major"));
        Assert.Contains($"{_mark}.High 2.1.0", Reported(), StringComparison.Ordinal);
        Assert.Contains($"{_mark}.Low 1.0.0", Reported(), StringComparison.Ordinal);
        Assert.Equal("set by the script", await EvaluateAsync(session, "fromScript"));
        Assert.Equal("1", await EvaluateAsync(session, "High.H.Major"));
        Assert.Equal("7", await EvaluateAsync(session, "Low.L.Seven"));
    }

    [Fact]
    public async Task Config_beside_the_notebook_adds_its_sources()
    {
        Feed.Add($"{_mark}.Beside", "1.0.0", "public static class Beside { public static string Word => \"beside\"; }");
        await File.WriteAllTextAsync(Path.Combine(_folder, "nuget.config"), "<configuration><packageSources><add key=\"beside\" value=\"feed\" /></packageSources></configuration>");
        Assert.Equal("beside", await EvaluateAsync(NewSession(), $"#r \"nuget: {_mark}.Beside, 1.0.0\"\nBeside.Word"));
    }

    [Fact]
    public async Task Another_version_of_what_is_loaded_is_a_conflict_that_says_what_to_do()
    {
        Feed.Add($"{_mark}.Core", "1.0.0", "public static class Core { public static int Version => 1; }")
            .Add($"{_mark}.Core", "2.0.0", "public static class Core { public static int Version => 2; }")
            .Add($"{_mark}.Wants", "1.0.0", "public static class Wants { }", [($"{_mark}.Core", "2.0.0")]);
        var session = NewSession();
        Assert.Equal("1", await EvaluateAsync(session, $"#i \"nuget: {Feed.Folder}\"\n#r \"nuget: {_mark}.Core, 1.0.0\"\nCore.Version"));
        var other = await RefusedAsync(session, $"#r \"nuget: {_mark}.Core, 2.0.0\"\n1");
        Assert.Equal(PackageErrors.Conflict.Id, other.Name);
        Assert.Contains("Restart the kernel", other.Message, StringComparison.Ordinal);
        var pulled = await RefusedAsync(session, $"#r \"nuget: {_mark}.Wants, 1.0.0\"\n1");
        Assert.Equal(PackageErrors.Conflict.Id, pulled.Name);
        Assert.Contains($"`{_mark}.Core` 1.0.0 is loaded", pulled.Message, StringComparison.Ordinal);
        // The same and an open version are content with what is there, and say nothing.
        Assert.Equal("1", await EvaluateAsync(session, $"#r \"nuget: {_mark}.Core, 1.0\"\n#r \"nuget: {_mark}.Core\"\nCore.Version"));
        Assert.Empty(_output.Shown);
    }

    [Theory]
    [InlineData("Npsgql, 10.0.0", "`Npgsql`")]
    [InlineData("Newtonsoft.Jsn", "`Newtonsoft.Json`")]
    public async Task Unknown_package_is_refused_with_the_nearest(string package, string nearest)
    {
        var error = await RefusedAsync(NewSession(), $"#r \"nuget: {package}\"\n1");
        Assert.Equal(PackageErrors.NotFound.Id, error.Name);
        Assert.Contains(nearest, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_version_is_refused_with_the_nearest()
    {
        Feed.Add($"{_mark}.Old", "1.2.0", "public static class Old { }");
        var error = await RefusedAsync(NewSession(), $"#i \"nuget: feed\"\n#r \"nuget: {_mark}.Old, 9.9.9\"\n1");
        Assert.Equal(PackageErrors.VersionNotFound.Id, error.Name);
        Assert.Contains("1.2.0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Source_that_does_not_answer_is_said_and_what_is_kept_needs_none()
    {
        Feed.Add($"{_mark}.Kept", "1.0.0", "public static class Kept { public static int One => 1; }");
        var code = $"#i \"nuget: feed\"\n#r \"nuget: {_mark}.Kept, 1.0.0\"\nKept.One";
        Assert.Equal("1", await EvaluateAsync(NewSession(), code));
        foreach (var package in Directory.EnumerateFiles(Feed.Folder))
            File.Delete(package);
        Assert.Equal("1", await EvaluateAsync(NewSession(), code));
        Assert.Contains("from the cache", Reported(), StringComparison.Ordinal);
        var error = await RefusedAsync(NewSession(), $"#i \"nuget: http://127.0.0.1:9/v3/index.json\"\n#r \"nuget: {_mark}.None, 1.0.0\"\n1");
        Assert.Equal(PackageErrors.SourceUnreachable.Id, error.Name);
    }

    [Fact]
    public async Task Peers_own_packages_are_part_of_this_kernel()
    {
        Assert.Equal("2", await EvaluateAsync(NewSession(), "#r \"nuget: Microsoft.DotNet.Interactive.SqlServer, *-*\"\n1 + 1"));
        Assert.Contains("part of this kernel", Reported(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Project_is_built_and_referenced_and_a_change_is_said()
    {
        var project = Directory.CreateDirectory(Path.Combine(_folder, "lib")).FullName;
        await File.WriteAllTextAsync(Path.Combine(project, "lib.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>");
        await File.WriteAllTextAsync(Path.Combine(project, "Word.cs"), "namespace Lib; public static class Word { public static string Of => \"built\"; }");
        var session = NewSession();
        Assert.Equal("built", await EvaluateAsync(session, "#r \"project: lib/lib.csproj\"\nLib.Word.Of"));
        await File.WriteAllTextAsync(Path.Combine(project, "Word.cs"), "namespace Lib; public static class Word { public static string Of => nosuch; }");
        var broken = await RefusedAsync(session, "#r \"project: lib\"\n1");
        Assert.Equal(PackageErrors.BuildFailed.Id, broken.Name);
        Assert.Contains("nosuch", broken.Message, StringComparison.Ordinal);
    }

    private static string PackagesFolder() => Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    private NotebookSession NewSession()
    {
        var session = new NotebookSession(new SessionOptions(new TestGlobals(), [typeof(TestGlobals).Assembly], [], [], TimeProvider.System) { WorkingFolder = _folder, StateFolder = Path.Combine(_folder, "state"), OnDemand = [new OnDemandAssembly(typeof(Assert).Assembly.Location, [], ["Microsoft.DotNet.Interactive*"])] });
        _sessions.Add(session);
        return session;
    }

    private async Task<string?> EvaluateAsync(NotebookSession session, string code)
    {
        _output = new RecordedOutput();
        var result = await session.RunAsync(new CellRequest(code), _output, CancellationToken.None);
        Assert.True(result.Status == CellStatus.Ok, string.Join("\n", result.Error?.Traceback ?? []));
        return _output.Plain;
    }

    private async Task<CellError> RefusedAsync(NotebookSession session, string code)
    {
        _output = new RecordedOutput();
        return (await session.RunAsync(new CellRequest(code), _output, CancellationToken.None)).Error!;
    }

    private string Reported() => string.Join("\n", _output.Updates.Concat(_output.Shown.Select(shown => (shown.Id ?? "", shown.Bundle))).Select(one => one.Item2.Data[MimeBundle.Plain]));
}
