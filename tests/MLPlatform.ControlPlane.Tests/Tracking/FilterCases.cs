using System.Text.Json;

namespace MLPlatform.ControlPlane.Tests.Tracking;

/// <summary>Forms of the filter that MLflow accepts and refuses, as searches of runs.</summary>
public static class FilterCases
{
    private static readonly string[] Accepted =
    [
        "metric.acc >= 0.94", "metric.acc>=100", "params.m!='tf'", "params.\"m\"!=\"tf\"", "metric.\"legit name\" >= 0.243", "metrics.\"X//Y#$$@&Z\" = 3", "metrics.rmse < 1 and params.model_class = 'LR'",
        "`metric`.a >= 0.1", "`tags`.source_name = 'a notebook'", "metrics.\"accuracy.2.0\" > 5", "metrics.`spacey name` > -5.5e-3", "attribute.artifact_uri = '1/23/4'", "attribute.start_time >= 1234",
        "run.status = 'RUNNING'", "dataset.name = 'my_dataset'", "datasets.digest NOT  IN ('a', 'b')", "params.m = \"L'Hosp\"", "attributes.`Run name` = 'a'", "created > 1", "tags.mlflow.source.name LIKE 'a%'",
    ];

    private static readonly (string Filter, string Text)[] Refused =
    [
        ("metric.acc >= 0.94; metrics.rmse < 1", "Search filter contained multiple expression"),
        ("m.acc >= 0.94", "Invalid entity type 'm'. Valid values are ['metric', 'parameter', 'tag', 'attribute', 'dataset']"),
        ("acc >= 0.94", "Invalid attribute key 'acc' specified"),
        ("attribute.experiment_id != 1", "Invalid attribute key"),
        ("attribute._status != 'RUNNING'", "Invalid attribute key"),
        ("metrics.A > 0.1 OR params.B = 'LR'", "Invalid clause(s) in filter string"),
        ("metrics.A > 0.1 NAND params.B = 'LR'", "Invalid clause(s) in filter string"),
        ("metrics.A > 0.1 AND (params.B = 'LR')", "Invalid clause(s) in filter string"),
        ("`metrics.A > 0.1", "Invalid clause(s) in filter string"),
        ("param`.A > 0.1", "Invalid clause(s) in filter string"),
        ("attribute.status = true", "Invalid clause(s) in filter string"),
        ("attribute.status IS 'RUNNING'", "Invalid clause(s) in filter string"),
        ("dataset.profile = 'num_rows: 10'", "Invalid dataset key 'profile' specified"),
        ("metric.model = 'LR'", "Expected numeric value type for metric. Found 'LR'"),
        ("metrics.acc != metrics.acc", "Expected numeric value type for metric"),
        ("params.acc = 5", "Expected a quoted string value for parameter (e.g. 'my-value'). Got value 5"),
        ("tags.acc = 5", "Expected a quoted string value for tag (e.g. 'my-value'). Got value 5"),
        ("1.0 > metrics.acc", "Invalid comparison clause. Expected 'Identifier' found '1.0'"),
        ("1==2", "Expected 'Identifier' found '1'"),
        ("attribute.status = 1", "Expected a quoted string value for attributes. Got value 1"),
        ("params.acc = LR", "Parameter value is either not quoted or unidentified quote types used for string value LR. Use either single or double quotes."),
        ("params.acc = `LR`", "value is either not quoted or unidentified quote types"),
        ("params.'acc = LR", "Invalid clause(s) in filter string"),
        ("params.acc = 'LR", "Invalid clause(s) in filter string"),
        ("params.acc = LR'", "Invalid clause(s) in filter string"),
        ("params.acc = \"LR'", "Invalid clause(s) in filter string"),
        ("tags.acc = = 'LR'", "Invalid clause(s) in filter string"),
        ("params.acc LR !=", "Invalid clause(s) in filter string"),
        ("metric.acc !=", "Invalid clause(s) in filter string"),
        ("metrics.abc ~= 1.0", "Invalid comparator '~='"),
        ("params.abc ~ 'a'", "Invalid comparator '~'"),
        ("attributes.start_time LIKE 1234", "Invalid comparator 'LIKE'"),
        ("datasets.name > 'a'", "Invalid comparator '>'"),
        ("status IN ('RUNNING')", "Only the 'run_id' attribute supports comparison with a list of quoted string values."),
    ];

    /// <summary>As <see cref="EndpointCases.All"/>.</summary>
    public static TheoryData<string, string, string?, int, string> All
    {
        get
        {
            var cases = new TheoryData<string, string, string?, int, string>();
            foreach (var filter in Accepted)
                cases.Add("POST", "runs/search", Body(filter), 200, "{");
            foreach (var (filter, text) in Refused)
                cases.Add("POST", "runs/search", Body(filter), 400, text);
            return cases;
        }
    }

    private static string Body(string filter) => JsonSerializer.Serialize(new { experiment_ids = new[] { "{exp}" }, filter });
}
