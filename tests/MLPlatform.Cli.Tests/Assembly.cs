[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// Each test starts several processes of its own; two at once would only wait for each other.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
