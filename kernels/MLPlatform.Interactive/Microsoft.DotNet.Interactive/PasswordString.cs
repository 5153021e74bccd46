namespace Microsoft.DotNet.Interactive;

/// <summary>A secret someone typed, shown as stars.</summary>
public sealed class PasswordString(string clearTextPassword)
{
    public static implicit operator PasswordString(MLPlatform.Kernel.Session.PasswordString typed) => new(typed.GetClearTextPassword());

    public string GetClearTextPassword() => clearTextPassword;

    public override string ToString() => new('*', 12);
}
