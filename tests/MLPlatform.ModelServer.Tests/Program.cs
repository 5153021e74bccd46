using System.Text.Json;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Json;
using MLPlatform.ModelServer;

// Run by tests as a process of its own: serves the spec file named by the only argument.
try
{
    return await ModelServerHost.RunAsync(JsonSerializer.Deserialize(await File.ReadAllBytesAsync(args[0]), ContractsJson.Default.ModelServerSpec)!);
}
catch (PlatformException refused)
{
    await Console.Error.WriteLineAsync(refused.Message);
    return 1;
}
