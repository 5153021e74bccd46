using MLPlatform.ControlPlane.Tests.Store;

// Child processes of this project's tests.
return args switch
{
    ["store-writer", var path] => await StoreWriter.RunAsync(path),
    ["golden-store", var path] => await GoldenStore.WriteAsync(path),
    _ => 2,
};
