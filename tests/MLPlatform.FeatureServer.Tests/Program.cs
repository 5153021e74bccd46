using MLPlatform.FeatureServer;

// The process that KillTests kills: HOME SOCKET.
return await FeatureServerHost.RunAsync(new FeatureServerOptions(args[0], args[1]), CancellationToken.None);
