namespace MLPlatform.ControlPlane.Tracking.Wire;

/// <summary>A refusal in MLflow's own words: clients and their tests match on code and text.</summary>
internal sealed class MlflowRefusal(string errorCode, string message, int status) : Exception(message)
{
    public string ErrorCode { get; } = errorCode;

    public int Status { get; } = status;

    public static MlflowRefusal Invalid(string message) => new("INVALID_PARAMETER_VALUE", message, 400);

    public static MlflowRefusal NotFound(string message) => new("RESOURCE_DOES_NOT_EXIST", message, 404);

    public static MlflowRefusal Exists(string message) => new("RESOURCE_ALREADY_EXISTS", message, 400);

    public static MlflowRefusal NotImplemented(string message) => new("NOT_IMPLEMENTED", message, 501);

    public static MlflowRefusal Missing(string parameter) =>
        Invalid($"Missing value for required parameter '{parameter}'. See the API docs for more information about request parameters.");
}
