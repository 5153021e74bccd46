using MLPlatform.ControlPlane.Tests.StandIns;
using MLPlatform.ControlPlane.Tests.Store;

// Tests point MLPLATFORM_EXE at this program: the control plane in it is the real one, the processes it starts are small servers and workers whose behaviour
// a test chooses. The store's commands are child processes that tests kill.
return args switch
{
    ["control-plane", "--home", var home] => await RealControlPlane.RunAsync(home),
    ["serve-model", "--spec", var spec] => await ModelServerStandIn.RunAsync(spec),
    ["serve-features", ..] => await FeatureServerStandIn.RunAsync(args),
    ["worker", .. var orders] => WorkerStandIn.Run(orders),
    ["store-writer", var path] => await StoreWriter.RunAsync(path),
    ["golden-store", var path] => await GoldenStore.WriteAsync(path),
    _ => 64,
};
