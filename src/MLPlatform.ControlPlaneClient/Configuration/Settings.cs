using System.Globalization;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlaneClient.Home;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MLPlatform.ControlPlaneClient.Configuration;

/// <summary>The configuration: <c>mlplatform.yaml</c> of the project over the one in the platform home, environment over both.</summary>
public sealed class Settings
{
    public const string FileName = "mlplatform.yaml";

    private readonly Dictionary<string, Setting> _values;

    private Settings(Dictionary<string, Setting> values) => _values = values;

    /// <summary>Every key there is, in the order of <c>config show</c>.</summary>
    public static IReadOnlyList<SettingKey> Keys { get; } =
    [
        new("project", "MLPLATFORM_PROJECT", Principal.DefaultProject, "the project that calls act in"),
        new("target", "MLPLATFORM_TARGET", "local", "where jobs run when --on does not say"),
        new("tracking-uri", "MLFLOW_TRACKING_URI", null, "an MLflow server to use instead of the control plane's own tracking"),
        new("container-engine", "MLPLATFORM_CONTAINER_ENGINE", "podman", "program, with options where it needs any, that runs jobs on the target container"),
        new("container-image", "MLPLATFORM_CONTAINER_IMAGE", "localhost/mlplatform-base", "image that jobs on the target container run in"),
        new("jupyter-url", "MLPLATFORM_JUPYTER_URL", null, "Jupyter server that jobs on the target jupyter run at; its token is the secret jupyter-token"),
        new("jupyter-program", "MLPLATFORM_JUPYTER_PROGRAM", "mlplatform", "this program's name or path on the machine of that server"),
        new("port", "MLPLATFORM_PORT", "0", "loopback port of the control plane; 0 keeps the last one, or picks a free one"),
    ];

    public IReadOnlyList<Setting> All => [.. Keys.Select(key => _values[key.Name])];

    public string Project => _values["project"].Value!;

    public string Target => _values["target"].Value!;

    public string? TrackingUri => _values["tracking-uri"].Value;

    public string ContainerEngine => _values["container-engine"].Value!;

    public string ContainerImage => _values["container-image"].Value!;

    public string? JupyterUrl => _values["jupyter-url"].Value;

    public string JupyterProgram => _values["jupyter-program"].Value!;

    public int Port => Number(_values["port"]);

    /// <summary>Reads both files and the environment.</summary>
    /// <param name="projectFolder">The project's file is looked for here and in the folders above, up to the root.</param>
    /// <exception cref="PlatformException"><see cref="ConfigErrors.Unreadable"/> with file and line.</exception>
    public static Settings Load(PlatformHome home, string projectFolder)
    {
        var values = Keys.ToDictionary(key => key.Name, key => new Setting(key.Name, key.Default, "default"), StringComparer.Ordinal);
        Merge(values, home.UserSettings);
        if (ProjectFile(projectFolder) is { } file && file != home.UserSettings)
            Merge(values, file);
        foreach (var key in Keys)
        {
            if (Environment.GetEnvironmentVariable(key.Variable) is { Length: > 0 } value)
                values[key.Name] = new Setting(key.Name, value, $"environment {key.Variable}");
        }

        return new Settings(values);
    }

    private static string? ProjectFile(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (Path.Combine(at.FullName, FileName) is var file && File.Exists(file))
                return file;
        }

        return null;
    }

    private static void Merge(Dictionary<string, Setting> values, string file)
    {
        if (!File.Exists(file))
            return;
        foreach (var (name, value) in Parse(file).Children)
        {
            var line = name.Start.Line.ToString(CultureInfo.InvariantCulture);
            if (name is not YamlScalarNode { Value: { } key } || !values.ContainsKey(key))
                throw Unreadable(file, line, $"`{name}` is no setting.", Nearest.To(name.ToString(), values.Keys));
            if (value is not YamlScalarNode { Value: { Length: > 0 } text })
                throw Unreadable(file, line, $"`{key}` needs one value.", null);
            values[key] = new Setting(key, text, $"{file}:{line}");
        }
    }

    private static YamlMappingNode Parse(string file)
    {
        try
        {
            using var reader = new StreamReader(file);
            var yaml = new YamlStream();
            yaml.Load(reader);
            return yaml.Documents.Count == 0 ? [] : yaml.Documents[0].RootNode as YamlMappingNode ?? throw Unreadable(file, "1", "The file holds no `key: value` lines.", null);
        }
        catch (YamlException failure)
        {
            throw Unreadable(file, failure.Start.Line.ToString(CultureInfo.InvariantCulture), failure.Message, null, failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(file, "1", failure.Message, null, failure);
        }
    }

    private static int Number(Setting setting) =>
        int.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < 65536
            ? number
            : throw new PlatformException(ConfigErrors.Unreadable, $"`{setting.Key}` is `{setting.Value}` ({setting.Origin}), not a port number.", "Give a number from 0 to 65535.");

    private static PlatformException Unreadable(string file, string line, string problem, string? near, Exception? cause = null) => new(
        ConfigErrors.Unreadable,
        $"`{file}` line {line}: {problem}",
        near is null ? $"The settings are {string.Join(", ", Keys.Select(key => key.Name))}." : $"Did you mean `{near}`?",
        cause);
}
