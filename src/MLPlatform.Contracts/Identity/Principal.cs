namespace MLPlatform.Contracts.Identity;

public enum PrincipalKind
{
    User,
    Service,
    Job,
}

/// <summary>Who acts, in which project and environment, with which scopes. Part of every request, stored row, workload and audit entry.</summary>
/// <param name="Subject">A stable name of the actor, unique within its kind.</param>
/// <param name="Scopes">What the actor may do, such as <c>features:read</c>; <c>*</c> is everything.</param>
public sealed record Principal(string Subject, PrincipalKind Kind, string Project, string Environment, IReadOnlyList<string> Scopes)
{
    public const string DefaultProject = "default";

    public const string LocalEnvironment = "local";

    /// <summary>The one user of a platform on a laptop.</summary>
    public static Principal LocalUser(string subject) => new(subject, PrincipalKind.User, DefaultProject, LocalEnvironment, ["*"]);
}
