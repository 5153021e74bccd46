using MLPlatform.Jupyter.Connection;

namespace MLPlatform.Jupyter.Tests.Connection;

public sealed class ConnectionInfoTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    [Fact]
    public void Read_a_file_as_jupyter_client_writes_it()
    {
        File.WriteAllText(_file, """{ "shell_port": 1, "iopub_port": 2, "stdin_port": 3, "control_port": 4, "hb_port": 5, "ip": "127.0.0.1", "key": "k", "transport": "tcp", "signature_scheme": "hmac-sha256", "kernel_name": "mlplatform" }""");
        var info = ConnectionInfo.Read(_file);
        Assert.Equal((1, 2, 3, 4, 5, "k"), (info.ShellPort, info.IopubPort, info.StdinPort, info.ControlPort, info.HeartbeatPort, info.Key));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{ \"shell_port\": 1 }")]
    [InlineData("{ \"shell_port\": 1, \"iopub_port\": 2, \"stdin_port\": 3, \"control_port\": 4, \"hb_port\": 5, \"signature_scheme\": \"hmac-md5\" }")]
    [InlineData("{ \"shell_port\": 1, \"iopub_port\": 2, \"stdin_port\": 3, \"control_port\": 4, \"hb_port\": 5, \"transport\": \"pgm\" }")]
    public void Read_an_unusable_file_is_refused_by_name(string text)
    {
        File.WriteAllText(_file, text);
        Assert.Contains(_file, Assert.Throws<JupyterProtocolException>(() => ConnectionInfo.Read(_file)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_a_missing_file_is_refused_by_name() =>
        Assert.Contains("absent.json", Assert.Throws<JupyterProtocolException>(() => ConnectionInfo.Read("/absent/absent.json")).Message, StringComparison.Ordinal);

    public void Dispose() => File.Delete(_file);
}
