using MLPlatform.Contracts.Identity;

namespace MLPlatform.ControlPlane.Store;

/// <summary>Who did what. An entry is part of the transaction it tells of: both are kept or neither is.</summary>
internal interface IAudit
{
    /// <param name="action">area.verb, such as <c>runs.create</c>.</param>
    /// <param name="subject">What was changed: an id or a name.</param>
    /// <param name="detail">A few words or JSON; never a secret or a value users logged.</param>
    void Append(StoreConnection transaction, Principal principal, string action, string subject, string detail);
}
