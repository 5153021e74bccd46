namespace MLPlatform.Contracts.Identity;

/// <summary>Ids of rows, jobs and attempts: UUIDv7, so they sort by creation. MLflow's runs keep their 32 hex digits.</summary>
public static class NewId
{
    /// <returns>36 characters, lower case with dashes.</returns>
    public static string Uuid(TimeProvider time) => Guid.CreateVersion7(time.GetUtcNow()).ToString("D");

    /// <returns>32 lower-case hex digits.</returns>
    public static string Run() => Guid.NewGuid().ToString("N");
}
