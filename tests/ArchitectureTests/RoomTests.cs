using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ArchitectureTests;

public sealed class RoomTests
{
    public static TheoryData<string> Rooms => [.. Repository.Rooms.Select(room => room.Name)];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Project_references_are_those_of_the_table(string name)
    {
        var room = Repository.Rooms.Single(room => room.Name == name);
        Assert.True(Floors.Table.TryGetValue(name, out var row), $"{name} is not a room of the table; Floors.cs and the architecture say which there are.");
        if (row.Imports is not ["*"])
            Assert.Empty(room.Imports.Except(row.Imports));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Compiled_references_reach_only_what_the_project_may_see(string name)
    {
        var seen = Reachable(name);
        foreach (var assembly in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory), $"MLPlatform.{name}.dll"))
            Assert.Empty(ReferencesOf(assembly).Except(seen));
    }

    [Fact]
    public void No_room_imports_a_higher_floor()
    {
        var upward = Floors.Table
            .Where(row => row.Value.Imports is not ["*"])
            .SelectMany(row => row.Value.Imports.Where(import => Floors.Table[import].Floor > row.Value.Floor).Select(import => $"{row.Key} -> {import}"));
        Assert.Empty(upward);
    }

    [Fact]
    public void Rooms_form_no_circle() => Assert.All(Repository.Rooms, room => Assert.DoesNotContain(room.Name, room.Imports.SelectMany(Reachable)));

    [Fact]
    public void Control_plane_sees_no_rows_no_engines_and_no_user_code() =>
        Assert.Empty(Reachable("ControlPlane").Intersect(["Frames", "Features", "Training", "Inference", "Kernel", "Sdk"]));

    [Fact]
    public void Targets_know_nothing_of_what_a_workload_holds() =>
        Assert.Empty(Reachable("Targets").Intersect(["Frames", "Features", "Training", "Inference"]));

    [Fact]
    public void Contracts_import_no_room_and_no_package()
    {
        var project = File.ReadAllText(Path.Combine(Repository.Root, "src/MLPlatform.Contracts/MLPlatform.Contracts.csproj"));
        Assert.DoesNotContain("<ProjectReference", project, StringComparison.Ordinal);
        Assert.DoesNotContain("<PackageReference", project, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_room_has_a_test_project_and_every_project_is_in_the_solution()
    {
        var solution = File.ReadAllText(Path.Combine(Repository.Root, "Notebooks.sln"));
        Assert.All(Repository.Rooms, room => Assert.True(
            File.Exists(Path.Combine(Repository.Root, "tests", $"MLPlatform.{room.Name}.Tests", $"MLPlatform.{room.Name}.Tests.csproj")), room.Name));
        var projects = new[] { "src", "kernels", "magics", "tests" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.csproj", SearchOption.AllDirectories))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal));
        Assert.All(projects, path => Assert.Contains(Path.GetFileName(path), solution, StringComparison.Ordinal));
    }

    /// <summary>The room and everything its project file brings into scope, directly or through another.</summary>
    private static HashSet<string> Reachable(string name)
    {
        var seen = new HashSet<string> { name };
        var open = new Stack<string>(seen);
        while (open.TryPop(out var next))
            foreach (var import in Repository.Rooms.FirstOrDefault(room => room.Name == next)?.Imports ?? [])
                if (seen.Add(import))
                    open.Push(import);
        return seen;
    }

    private static IEnumerable<string> ReferencesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.AssemblyReferences
            .Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name))
            .Where(reference => reference.StartsWith("MLPlatform.", StringComparison.Ordinal))
            .Select(reference => reference["MLPlatform.".Length..])];
    }
}
