namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals about configuration files and secrets.</summary>
public static class ConfigErrors
{
    public static readonly ErrorCode Unreadable = new("MLP-CONFIG-0001", "a configuration file cannot be read", "mlplatform.yaml is not valid YAML or holds an unknown key. mlplatform config show --origin tells where each value comes from.", 400);
    public static readonly ErrorCode SecretNotFound = new("MLP-CONFIG-0002", "no such secret", "A secret://name refers to a secret that neither the environment nor the secrets folder holds.", 404);
    public static readonly ErrorCode HomeNotWritable = new("MLP-CONFIG-0003", "the platform home cannot be written", "The folder in MLPLATFORM_HOME is full, read-only or belongs to another user.", 400);
    public static readonly ErrorCode PrerequisiteMissing = new("MLP-CONFIG-0004", "something the build needs is not on this machine", "The .NET 10 SDK, Node with npm or a Linux x86_64 machine is missing. The message names the package that brings it.", 400);
}
