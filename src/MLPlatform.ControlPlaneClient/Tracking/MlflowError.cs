using MLPlatform.Contracts.Errors;

namespace MLPlatform.ControlPlaneClient.Tracking;

/// <summary>What an MLflow server said, kept as the cause of the refusal a user sees.</summary>
internal sealed class MlflowError(string errorCode, string text) : Exception($"{errorCode}: {text}")
{
    public string ErrorCode => errorCode;

    public static PlatformException Refusal(string errorCode, string text) =>
        new(TrackingErrors.ServerRefused, $"The tracking server says `{errorCode}`: {text}", null, new MlflowError(errorCode, text));
}
