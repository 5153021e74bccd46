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
    public static readonly ErrorCode Overloaded = new("MLP-ENDPOINT-0013", "the endpoint has too much to do", "More requests wait than the endpoint answers in time. Try again after the pause it names, or deploy it with more threads.", 503);
    public static readonly ErrorCode TimedOut = new("MLP-ENDPOINT-0014", "the request's own deadline passed", "The answer was not ready within the time the request allowed.", 504);
    public static readonly ErrorCode NoCandidate = new("MLP-ENDPOINT-0015", "the endpoint has no candidate", "There is a candidate between `endpoints canary` or `shadow` and `promote` or `rollback`.", 409);
    public static readonly ErrorCode NothingToRollBack = new("MLP-ENDPOINT-0016", "there is no version to go back to", "The endpoint has served one version only since it was deployed.", 409);
    public static readonly ErrorCode BadCertificate = new("MLP-ENDPOINT-0017", "the TLS certificate cannot be used", "The certificate and its key are PEM files that belong together.", 400);
    public static readonly ErrorCode NoLabels = new("MLP-ENDPOINT-0101", "no labels are known", "Performance is measured against labels that were given for captured requests.", 404);
    public static readonly ErrorCode AlertNotSent = new("MLP-ENDPOINT-0102", "an alert could not be sent", "The sink did not take it; it is tried again at the next check.", 502);
}
