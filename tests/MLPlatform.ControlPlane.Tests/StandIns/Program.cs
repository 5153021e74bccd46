using MLPlatform.ControlPlane.Tests.StandIns;

// Tests point MLPLATFORM_EXE at this program: the control plane in it is the real one, the processes it starts are small servers and workers whose behaviour
// a test chooses.
return args switch
{
    ["control-plane", "--home", var home] => await RealControlPlane.RunAsync(home),
    ["serve-model", "--spec", var spec] => await ModelServerStandIn.RunAsync(spec),
    ["serve-features", ..] => await FeatureServerStandIn.RunAsync(args),
    ["worker", .. var orders] => WorkerStandIn.Run(orders),
    _ => 64,
};
