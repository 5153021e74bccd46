using MLPlatform.Contracts.Identity;

namespace MLPlatform.ControlPlane.Tracking;

/// <summary>MLflow has one flat name space; a project other than the default one is a prefix in it. Answers show the full name, and a full name is accepted.</summary>
internal static class ProjectNames
{
    public static string Experiment(Principal principal, string name) => Prefixed(principal, name, '/');

    public static string Model(Principal principal, string name) => Prefixed(principal, name, '.');

    private static string Prefixed(Principal principal, string name, char separator) =>
        principal.Project == Principal.DefaultProject || name.StartsWith(principal.Project + separator, StringComparison.Ordinal)
            ? name
            : $"{principal.Project}{separator}{name}";
}
