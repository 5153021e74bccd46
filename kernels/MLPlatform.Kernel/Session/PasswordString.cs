namespace MLPlatform.Kernel.Session;

/// <summary>A secret someone typed: shown and written as stars, so that it does not end up in a saved notebook.</summary>
public sealed class PasswordString(string clearTextPassword)
{
    public string GetClearTextPassword() => clearTextPassword;

    public override string ToString() => new('*', 12);
}
