namespace ArchitectureTests;

/// <summary>The table of rooms: which floor a room is on, and which rooms it may name in its project file.</summary>
internal static class Floors
{
    public static IReadOnlyDictionary<string, (int Floor, string[] Imports)> Table { get; } = new Dictionary<string, (int, string[])>
    {
        ["Contracts"] = (0, []),
        ["Jupyter"] = (0, []),

        ["Frames"] = (1, ["Contracts"]),
        ["Artifacts"] = (1, ["Contracts"]),
        ["Plots"] = (1, ["Contracts"]),
        ["ControlPlaneClient"] = (1, ["Contracts"]),

        ["Features"] = (2, ["Frames"]),
        // Inference holds the XGBoost binding that both predict and train through; the alternative was a third room for one file.
        ["Training"] = (2, ["Frames", "Plots", "Inference"]),
        ["Inference"] = (2, ["Frames"]),
        ["Monitoring"] = (2, ["Frames"]),
        // ControlPlaneClient holds the product's one process launcher and the names inside the platform home; a target never calls the control plane.
        ["Targets"] = (2, ["Artifacts", "ControlPlaneClient", "Jupyter"]),
        ["Hosting"] = (2, ["Contracts", "ControlPlaneClient"]),
        ["Kernel"] = (2, ["Jupyter", "Frames", "Plots"]),

        // The notebook API under another product's namespaces; brought when a cell names one of them.
        ["Interactive"] = (3, ["Kernel"]),
        ["Pipelines"] = (3, ["Contracts"]),
        ["FeatureServer"] = (3, ["Features", "Hosting"]),
        ["ModelServer"] = (3, ["Inference", "Monitoring", "Features", "Artifacts", "Hosting"]),
        ["Sdk"] = (3, ["ControlPlaneClient", "Features", "Training", "Inference", "Monitoring", "Artifacts", "Plots"]),

        ["ControlPlane"] = (4, ["Artifacts", "Targets", "Pipelines", "Hosting"]),
        ["Magics"] = (4, ["Sdk", "Kernel"]),
        ["Polyglot"] = (4, []),

        ["Cli"] = (5, ["*"]),
    };
}
