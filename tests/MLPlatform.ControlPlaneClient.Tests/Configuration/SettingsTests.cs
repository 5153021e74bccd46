using MLPlatform.Contracts.Errors;
using MLPlatform.ControlPlaneClient.Configuration;
using MLPlatform.ControlPlaneClient.Home;

namespace MLPlatform.ControlPlaneClient.Tests.Configuration;

public sealed class SettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("mlplatform-test-").FullName;
    private readonly PlatformHome _home;
    private readonly string _project;

    public SettingsTests()
    {
        _home = PlatformHome.At(Path.Combine(_folder, "home"));
        _project = Directory.CreateDirectory(Path.Combine(_folder, "work", "deep")).FullName;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_lets_the_project_win_over_the_user_and_says_where_from()
    {
        File.WriteAllText(_home.UserSettings, "# mine\nproject: mine\ntarget: gpu\n");
        File.WriteAllText(Path.Combine(_folder, "work", Settings.FileName), "project: fraud\n");

        var settings = Settings.Load(_home, _project);

        Assert.Equal(("fraud", "gpu", 0), (settings.Project, settings.Target, settings.Port));
        Assert.Equal(
            [("project", Path.Combine(_folder, "work", Settings.FileName) + ":1"), ("target", _home.UserSettings + ":3"), ("port", "default")],
            settings.All.Where(setting => setting.Key is "project" or "target" or "port").Select(setting => (setting.Key, setting.Origin)));
    }

    [Theory]
    [InlineData("projct: x\n", "line 1", "Did you mean `project`?")]
    [InlineData("target: local\nproject: [a, b]\n", "line 2", null)]
    [InlineData("project: 'open\n", "line", null)]
    [InlineData("just text\n", "line 1", null)]
    public void Load_refuses_what_it_cannot_read_with_file_and_line(string content, string where, string? fix)
    {
        File.WriteAllText(_home.UserSettings, content);

        var refusal = Assert.Throws<PlatformException>(() => Settings.Load(_home, _project));

        Assert.Equal(ConfigErrors.Unreadable, refusal.Code);
        Assert.Contains(where, refusal.Problem, StringComparison.Ordinal);
        if (fix is not null)
            Assert.Equal(fix, refusal.Fix);
    }

    [Fact]
    public async Task Secrets_come_from_private_files_only()
    {
        var secrets = new LocalSecrets(_home);
        Directory.CreateDirectory(_home.Secrets);
        var file = Path.Combine(_home.Secrets, "key");
        await File.WriteAllTextAsync(file, "s3cret\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal("s3cret", await secrets.ResolveAsync("secret://key", default));

        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        foreach (var reference in new[] { "secret://key", "secret://other", "secret://../token", "key" })
            Assert.Equal(ConfigErrors.SecretNotFound, (await Assert.ThrowsAsync<PlatformException>(async () => await secrets.ResolveAsync(reference, default))).Code);
    }
}
