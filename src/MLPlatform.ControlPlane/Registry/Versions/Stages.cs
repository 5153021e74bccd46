using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Registry.Versions;

/// <summary>MLflow's four stages; aliases have replaced them, but they are still served.</summary>
internal static class Stages
{
    public const string Deleted = "Deleted_Internal";

    private static readonly string[] All = ["None", "Staging", "Production", "Archived"];

    /// <param name="stage">In any case.</param>
    public static string Canonical(string stage) =>
        Array.Find(All, known => known.Equals(stage, StringComparison.OrdinalIgnoreCase))
        ?? throw MlflowRefusal.Invalid($"Invalid Model Version stage: {stage}. Value must be one of {string.Join(", ", All)}.");

    public static bool IsActive(string stage) => stage is "Staging" or "Production";
}
