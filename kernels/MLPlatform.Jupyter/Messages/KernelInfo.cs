namespace MLPlatform.Jupyter.Messages;

public sealed record LanguageInfo(string Name, string Version, string Mimetype, string FileExtension, string PygmentsLexer, string CodemirrorMode);

public sealed record HelpLink(string Text, string Url);

public sealed record KernelInfoReply(
    string Status, string ProtocolVersion, string Implementation, string ImplementationVersion, LanguageInfo LanguageInfo, string Banner,
    IReadOnlyList<HelpLink> HelpLinks, bool Debugger, IReadOnlyList<string> SupportedFeatures);

public sealed record CommInfoReply(string Status, IReadOnlyDictionary<string, CommTarget> Comms);

public sealed record CommTarget(string TargetName);

public sealed record CommOpen(string CommId, string TargetName);

public sealed record CommClose(string CommId, IReadOnlyDictionary<string, string> Data);

public sealed record ShutdownRequest(bool Restart);

public sealed record ShutdownReply(string Status, bool Restart);

/// <summary>A reply that only says that it worked.</summary>
public sealed record StatusReply(string Status);

/// <summary>Protocol 5.4: what a new subscriber gets first.</summary>
public sealed record IopubWelcome(string Subscription);
