namespace MLPlatform.ControlPlane.Tests.Tracking;

/// <summary>GraphQL, prompt runs and what MLflow 3 added.</summary>
public static class LaterCases
{
    /// <summary>As <see cref="EndpointCases.All"/>.</summary>
    public static TheoryData<string, string, string?, int, string> All => new()
    {
        // GraphQL answers 200 with its errors inside
        { "POST", "/graphql", """{"query": "query testQuery {test(inputString: \"abc\") { output }}", "operationName": "testQuery"}""", 200, """{"data":{"test":{"output":"Test query output: abc"}},"errors":null}""" },
        { "POST", "/graphql", """{"query": "{ mlflowGetExperiment(input: {experimentId: \"0\"}) { experiment { name creationTime nope } } }"}""", 200, "Cannot query field 'nope' on type 'MlflowExperiment'." },
        { "POST", "/graphql", """{"query": "query Q($id: String = \"0\") { mine: mlflowGetExperiment(input: {experimentId: $id}) { experiment { name } } }"}""", 200, """{"mine":{"experiment":{"name":"Default"}}}""" },
        { "POST", "/graphql", """{"query": "query Q($id: String!) { mlflowGetRun(input: {runId: $id}) { run { info { runId status } experiment { experimentId } modelVersions { name } } } }", "variables": {"id": "{run}"}}""", 200, "\"info\":{\"runId\":\"{run}\",\"status\":\"RUNNING\"},\"experiment\":{\"experimentId\":\"{exp}\"},\"modelVersions\":[]" },
        { "POST", "/graphql", """{"query": "mutation M { mlflowSearchRuns(input: {experimentIds: [\"{exp}\"]}) { runs { info { runId } } } }"}""", 200, "{\"info\":{\"runId\":\"{run}\"}}" },
        { "POST", "/graphql", """{"query": "{ mlflowGetRun(input: {runId: \"nope\"}) { apiError { code message } } }"}""", 200, """{"apiError":{"code":"RESOURCE_DOES_NOT_EXIST","message":"Run with id=nope not found"}}""" },
        { "POST", "/graphql", """{"query": "fragment F on X { ...F } { test { ...F } }"}""", 200, "A fragment spreads itself." },
        { "POST", "/graphql", """{"query": "{ test {"}""", 200, "Syntax Error: Unexpected <EOF>." },
        { "POST", "/graphql", "{}", 200, "The document holds no operation." },

        // Prompt runs
        { "POST", "/ajax-api/2.0/mlflow/runs/create-promptlab-run", "{}", 400, "CreatePromptlabRun request must specify experiment_id." },
        { "POST", "/ajax-api/2.0/mlflow/runs/create-promptlab-run", """{"experiment_id": "1"}""", 400, "CreatePromptlabRun request must specify prompt_template." },
        { "POST", "/ajax-api/2.0/mlflow/runs/create-promptlab-run", """{"experiment_id": "1", "prompt_template": "t", "prompt_parameters": [{"key": "k", "value": "v"}], "model_route": "r", "model_input": "i"}""", 400, "CreatePromptlabRun request must specify mlflow_version." },
        { "POST", "/ajax-api/2.0/mlflow/runs/create-promptlab-run", """{"experiment_id": "{exp}", "run_name": "try", "prompt_template": "t", "prompt_parameters": [{"key": "k", "value": "v"}], "model_route": "r", "model_parameters": [{"key": "temperature", "value": "0.1"}], "model_input": "i", "model_output": "o", "mlflow_version": "1", "start_time": 456}""", 200, "\"status\":\"FINISHED\",\"start_time\":456" },

        // Presigned addresses
        { "POST", "artifacts/presigned-upload-url", """{"run_id": "{run}", "path": "../x"}""", 400, "Invalid path" },
        { "POST", "artifacts/presigned-upload-url", """{"run_id": "{run}"}""", 400, "Missing value for required parameter 'path'" },
        { "POST", "artifacts/presigned-download-url", """{"path": "x"}""", 400, "Missing value for required parameter 'run_id'" },
        { "POST", "artifacts/presigned-download-url", """{"model_id": "nope", "path": "x"}""", 404, "Logged model with ID 'nope' not found." },
        { "POST", "artifacts/presigned-download-url", """{"run_id": "{run}", "path": "x", "expiration": 0}""", 400, "Invalid value 0 for parameter 'expiration' supplied" },

        // Logged models
        { "POST", "logged-models", """{"experiment_id": "{exp}", "name": "trees", "params": [{"key": "depth", "value": "3"}], "tags": [{"key": "a", "value": "b"}]}""", 200, "\"status\":\"LOGGED_MODEL_PENDING\"" },
        { "POST", "logged-models", """{"experiment_id": "{exp}", "name": "a/b"}""", 400, "Invalid model name ('a/b') provided." },
        { "POST", "logged-models", "{}", 400, "Missing value for required parameter 'experiment_id'" },
        { "POST", "logged-models", """{"experiment_id": "99999"}""", 404, "No Experiment with id=99999 exists" },
        { "GET", "logged-models/nope", null, 404, "RESOURCE_DOES_NOT_EXIST Logged model with ID 'nope' not found." },
        { "PATCH", "logged-models/nope", """{"status": "LOGGED_MODEL_READY"}""", 404, "Logged model with ID 'nope' not found." },
        { "PATCH", "logged-models/nope", """{"status": "DONE"}""", 400, "Invalid value \"DONE\" for parameter 'status'" },
        { "DELETE", "logged-models/nope", "{}", 404, "Logged model with ID 'nope' not found." },
        { "POST", "logged-models/search", """{"experiment_ids": ["{exp}"], "filter": "params.depth = '9'"}""", 200, "{}" },
        { "POST", "logged-models/search", """{"experiment_ids": ["{exp}"], "filter": "nope.a = 'x'"}""", 400, "Invalid entity type 'nope'" },
        { "POST", "logged-models/search", """{"experiment_ids": ["{exp}"], "order_by": [{"field_name": "metrics.acc", "ascending": false}]}""", 200, "{" },
        { "POST", "logged-models/search", """{"experiment_ids": ["{exp}"], "order_by": [{"field_name": "params.a"}]}""", 400, "Invalid order_by entity: param" },
        { "POST", "runs/outputs", """{"run_id": "{run}"}""", 400, "Missing value for required parameter 'models'" },
        { "POST", "runs/outputs", """{"run_id": "{run}", "models": [{"model_id": "nope", "step": 1}]}""", 404, "Logged model with ID 'nope' not found." },
        { "POST", "runs/log-metric", """{"run_id": "{run}", "key": "m", "value": 1, "timestamp": 1, "model_id": "nope"}""", 404, "Logged model with ID 'nope' not found." },
    };
}
