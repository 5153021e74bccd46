using System.Text.Json;

namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>Enumerations of the wire: accepted as a name or a number.</summary>
internal static class WireEnums
{
    private static readonly string[] Views = ["", "ACTIVE_ONLY", "DELETED_ONLY", "ALL"];
    private static readonly string[] Statuses = ["", "RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];

    private static readonly string[] TraceStatuses = ["TRACE_STATUS_UNSPECIFIED", "OK", "ERROR", "IN_PROGRESS"];

    private static readonly string[] LoggedModelStatuses = ["", "LOGGED_MODEL_PENDING", "LOGGED_MODEL_READY", "LOGGED_MODEL_UPLOAD_FAILED"];

    private static readonly string[] WebhookStatuses = ["", "ACTIVE", "DISABLED"];

    /// <returns>The life-cycle stages that the view shows, as an SQL list.</returns>
    public static string Stages(MlflowRequest request, string field) => Read(request, field, Views) switch
    {
        null or "ACTIVE_ONLY" => "('active')",
        "DELETED_ONLY" => "('deleted')",
        _ => "('active', 'deleted')",
    };

    public static string? Status(MlflowRequest request, string field) => Read(request, field, Statuses);

    public static string? TraceStatus(MlflowRequest request, string field) => Read(request, field, TraceStatuses);

    public static string? LoggedModelStatus(MlflowRequest request, string field) => Read(request, field, LoggedModelStatuses);

    public static string? WebhookStatus(MlflowRequest request, string field) => Read(request, field, WebhookStatuses);

    private static string? Read(MlflowRequest request, string field, string[] names)
    {
        if (request.Field(field) is not { } value)
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 && number < names.Length && names[number].Length > 0)
            return names[number];
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { } text)
        {
            if (text.Length > 0 && names.Contains(text))
                return text;
            if (int.TryParse(text, out var index) && index >= 0 && index < names.Length && names[index].Length > 0)
                return names[index];
        }

        throw MlflowRefusal.Invalid(
            $"Invalid value {PythonJson.Shown(value)} for parameter '{field}' supplied:  Hint: Value was of type '{PythonJson.TypeName(value)}'. See the API docs for more information about request parameters.");
    }
}
