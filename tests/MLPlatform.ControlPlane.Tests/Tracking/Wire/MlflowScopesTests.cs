using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tests.Tracking.Wire;

public sealed class MlflowScopesTests
{
    [Theory]
    [InlineData("GET", "/api/2.0/mlflow/runs/get", null)]
    [InlineData("POST", "/api/2.0/mlflow/runs/search", null)]
    [InlineData("POST", "/ajax-api/2.0/mlflow/experiments/search-datasets", null)]
    [InlineData("POST", "/graphql", null)]
    [InlineData("POST", "/api/2.0/mlflow/runs/log-batch", "runs:write")]
    [InlineData("PUT", "/api/2.0/mlflow-artifacts/artifacts/{**path}", "runs:write")]
    [InlineData("POST", "/api/2.0/mlflow/logged-models", "runs:write")]
    [InlineData("DELETE", "/api/2.0/mlflow/traces/{request_id}/tags", "runs:write")]
    [InlineData("GET", "/api/2.0/mlflow/artifacts/presigned-upload-url", "runs:write")]
    [InlineData("POST", "/api/2.0/mlflow/artifacts/presigned-download-url", null)]
    [InlineData("POST", "/api/2.0/mlflow/model-versions/create", "models:write")]
    [InlineData("PATCH", "/api/2.0/mlflow/registered-models/update", "models:write")]
    [InlineData("POST", "/api/2.0/mlflow/registered-models/alias", "models:govern")]
    [InlineData("DELETE", "/api/2.0/mlflow/model-versions/delete", "models:govern")]
    [InlineData("POST", "/api/2.0/mlflow/model-versions/transition-stage", "models:govern")]
    [InlineData("POST", "/api/2.0/mlflow/webhooks", "models:govern")]
    public void Of_asks_for_the_scope_of_what_is_written(string method, string pattern, string? scope) => Assert.Equal(scope, MlflowScopes.Of(method, pattern));
}
