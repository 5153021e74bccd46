namespace MLPlatform.Cli.Kernel;

/// <summary>What cells see by name when a host adds nothing of its own.</summary>
public sealed class NotebookGlobals;
