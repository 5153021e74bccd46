namespace MLPlatform.Contracts.Errors;

/// <summary>Refusals of the feature store.</summary>
public static class FeatureErrors
{
    public static readonly ErrorCode UnknownEntity = new("MLP-FEATURES-0001", "no such entity", "A view names an entity that was never applied.", 404);
    public static readonly ErrorCode UnknownSource = new("MLP-FEATURES-0002", "no such source", "A view reads from a source that was never applied.", 404);
    public static readonly ErrorCode BadDefinition = new("MLP-FEATURES-0003", "a definition cannot be read", "The YAML is malformed, or a key is unknown or missing.", 400);
    public static readonly ErrorCode UnknownView = new("MLP-FEATURES-0004", "no such feature view", "mlplatform features list shows all views.", 404);
    public static readonly ErrorCode UnknownFeature = new("MLP-FEATURES-0005", "no such feature", "The view does not have this feature. mlplatform features show VIEW lists them.", 404);
    public static readonly ErrorCode KeyMissing = new("MLP-FEATURES-0006", "the join key is missing", "The frame of entity rows lacks a column that a view joins on.", 400);
    public static readonly ErrorCode KeyType = new("MLP-FEATURES-0007", "the join key has the wrong type", "The entity declares another type for this key.", 400);
    public static readonly ErrorCode TimeMissing = new("MLP-FEATURES-0008", "the time column is missing", "A point-in-time join needs the column that holds the time of prediction: --at COLUMN.", 400);
    public static readonly ErrorCode ServerDown = new("MLP-FEATURES-0009", "the feature server does not answer", "The process that owns the online store is not running; the control plane restarts it.", 503);
    public static readonly ErrorCode NotMaterialized = new("MLP-FEATURES-0010", "the view is not online", "Nothing has been materialized for this view yet: mlplatform features materialize VIEW.", 404);
    public static readonly ErrorCode StoreUnreadable = new("MLP-FEATURES-0011", "the online store cannot be read", "The store files are damaged. Materialize again; the offline data is the source.", 400);
    public static readonly ErrorCode BadMessage = new("MLP-FEATURES-0012", "malformed message on the feature server's socket", "Client and server are of different versions, or something else writes to the socket. The connection was closed; nothing was changed.", 400);
    public static readonly ErrorCode MessageTooLarge = new("MLP-FEATURES-0013", "too many rows in one message", "One message to the feature server holds at most 256 MiB. Ask or write in smaller batches.", 413);
    public static readonly ErrorCode RowsDoNotFit = new("MLP-FEATURES-0014", "the rows do not fit the view", "The rows lack a column of the view as it was put online, or hold it with another type. A changed view is materialized under its next version.", 400);
    public static readonly ErrorCode OfflineUnreadable = new("MLP-FEATURES-0015", "a saved frame cannot be read", "The manifest or a segment in the offline store is missing or damaged. Earlier generations stay readable.", 400);
    public static readonly ErrorCode UnknownService = new("MLP-FEATURES-0016", "no such feature service", "A pull names views or feature services. mlplatform features list shows both.", 404);
}
