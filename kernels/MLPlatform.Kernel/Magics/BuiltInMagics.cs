using MLPlatform.Kernel.Connections;
using MLPlatform.Kernel.Session;

namespace MLPlatform.Kernel.Magics;

internal static class BuiltInMagics
{
    public static IReadOnlyList<IMagic> All(SessionOptions options) =>
    [
        new WhoMagic(detailed: false),
        new WhoMagic(detailed: true),
        new ListMagics("lsmagic"),
        new ListMagics("help"),
        new AboutMagic(),
        new SetMagic(),
        new ShareMagic(),
        new ValueMagic(options.WorkingFolder),
        new ImportMagic(options.WorkingFolder),
        new ConnectMagic(options.WorkingFolder, options.Time),
    ];
}
