using System.Globalization;
using System.Text;
using System.Text.Json;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>MLflow's page token: base64 of <c>{"offset": N}</c>.</summary>
internal static class PageToken
{
    public static string Of(long offset) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $$"""{"offset": {{offset}}}""")));

    /// <returns>0 for no token.</returns>
    public static long Read(string? token)
    {
        if (string.IsNullOrEmpty(token))
            return 0;
        try
        {
            using var document = JsonDocument.Parse(Convert.FromBase64String(token));
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("offset", out var offset) && offset.TryGetInt64(out var number) && number >= 0)
                return number;
        }
        catch (Exception e) when (e is FormatException or JsonException or InvalidOperationException)
        {
            throw MlflowRefusal.Invalid("Invalid page token, could not base64-decode");
        }

        throw MlflowRefusal.Invalid("Invalid page token, parsed value is not an offset");
    }
}
