[assembly: System.Runtime.Versioning.SupportedOSPlatform("linux")]

// Each test starts several processes of its own; two at once would measure the machine, not the product.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
