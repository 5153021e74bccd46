namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals about endpoints and predictions.</summary>
public static class EndpointErrors
{
    public static readonly ErrorCode NotFound = new("MLP-ENDPOINT-0001", "no such endpoint", "mlplatform endpoints list shows what is deployed.", 404);
    public static readonly ErrorCode PortInUse = new("MLP-ENDPOINT-0002", "the port is in use", "Another process listens on this port. Leave out --port to get a free one.", 409);
    public static readonly ErrorCode ModelDoesNotLoad = new("MLP-ENDPOINT-0003", "the model does not load", "The model artifact is missing, torn or of an unknown flavor. Nothing was deployed.", 400);
    public static readonly ErrorCode BadRequest = new("MLP-ENDPOINT-0004", "the request body cannot be read", "The body is not valid JSON of one of the accepted shapes.", 400);
    public static readonly ErrorCode MissingFeature = new("MLP-ENDPOINT-0005", "the request lacks an input", "The model signature names an input that is neither in the request nor served by the feature server.", 400);
    public static readonly ErrorCode WrongShape = new("MLP-ENDPOINT-0006", "an input has the wrong shape or type", "The model signature says what each input must be; GET /v2/models/NAME shows it.", 400);
    public static readonly ErrorCode NotReady = new("MLP-ENDPOINT-0007", "the endpoint is not ready", "The serving process is starting or being replaced. Try again shortly.", 503);
    public static readonly ErrorCode DidNotStart = new("MLP-ENDPOINT-0008", "the endpoint did not start", "The serving process ended before it answered. Its log says why.", 400);

    public static readonly ErrorCode NothingCaptured = new("MLP-ENDPOINT-0100", "nothing was captured", "Monitoring compares captured requests with the training data; the endpoint has kept none yet.", 404);
    public static readonly ErrorCode UnsupportedMediaType = new("MLP-ENDPOINT-0009", "the content type is not read here", "Predictions take application/json, and /invocations also text/csv, both in UTF-8.", 415);
    public static readonly ErrorCode TooLarge = new("MLP-ENDPOINT-0010", "the request body is too large", "The endpoint reads bodies up to 64 MB. Send the rows in several requests.", 413);
    public static readonly ErrorCode UnknownPath = new("MLP-ENDPOINT-0011", "nothing is served at this path", "GET /v2 shows the server; predictions go to POST /v2/models/NAME/infer or POST /invocations.", 404);
    public static readonly ErrorCode WrongMethod = new("MLP-ENDPOINT-0012", "the path takes another HTTP method", "Predictions are POST, everything else is GET.", 405);
}
