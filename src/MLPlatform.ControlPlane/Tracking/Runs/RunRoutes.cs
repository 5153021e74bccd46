using System.Globalization;
using MLPlatform.Contracts.Identity;
using MLPlatform.Contracts.Tracking;
using MLPlatform.ControlPlane.Store;
using MLPlatform.ControlPlane.Tracking.Inputs;
using MLPlatform.ControlPlane.Tracking.LoggedModels;
using MLPlatform.ControlPlane.Tracking.Metrics;
using MLPlatform.ControlPlane.Tracking.Validation;
using MLPlatform.ControlPlane.Tracking.Wire;

namespace MLPlatform.ControlPlane.Tracking.Runs;

internal sealed class RunRoutes(MlflowServices services)
{
    public void Map(MlflowEndpoint endpoint)
    {
        endpoint.Map("POST", "runs/create", MlflowWire.Default.RunAnswer, CreateAsync);
        endpoint.Map("POST", "runs/update", MlflowWire.Default.RunInfoAnswer, UpdateAsync);
        endpoint.Map("GET", "runs/get", MlflowWire.Default.RunAnswer, (request, _) =>
        {
            var run = request.RunId();
            return Task.FromResult(new RunAnswer(services.Database.Read(store => RunStore.Get(store, run))));
        });
        endpoint.MapWritten("POST", "runs/search", (request, _) => services.Database.Read(store => RunSearch.Json(store, request)));
        endpoint.Map("POST", "runs/delete", MlflowWire.Default.Nothing, (request, principal) =>
            ChangeAsync(principal, "runs.delete", request.RunId(), (store, run) => RunStore.Delete(store, run, services.Now)));
        endpoint.Map("POST", "runs/restore", MlflowWire.Default.Nothing, (request, principal) =>
            ChangeAsync(principal, "runs.restore", request.RunId(), RunStore.Restore));
        endpoint.Map("POST", "runs/log-metric", MlflowWire.Default.Nothing, LogMetricAsync);
        endpoint.Map("POST", "runs/log-parameter", MlflowWire.Default.Nothing, LogParamAsync);
        endpoint.Map("POST", "runs/set-tag", MlflowWire.Default.Nothing, SetTagAsync);
        endpoint.Map("POST", "runs/delete-tag", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var run = request.RunId();
            var key = request.RequiredText("key");
            return ChangeAsync(principal, "runs.tag.delete", run, (store, id) => RunStore.DeleteTag(store, id, key));
        });
        endpoint.Map("POST", "runs/log-batch", MlflowWire.Default.Nothing, LogBatchAsync);
        endpoint.Map("POST", "runs/log-model", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var run = request.RunId();
            var model = ModelHistory.Read(request.RequiredText("model_json"));
            return ChangeAsync(principal, "runs.log-model", run, (store, id) => ModelHistory.Append(store, id, model));
        });
        endpoint.Map("POST", "runs/log-inputs", MlflowWire.Default.Nothing, (request, principal) =>
        {
            var run = Names.RunId(request.RunId());
            var inputs = DatasetInputs.Read(request);
            var models = request.Objects("models").Select(model => new RunModel(model.RequiredText("model_id"))).ToList();
            return ChangeAsync(principal, "runs.log-inputs", run, (store, id) =>
            {
                DatasetInputs.Log(store, id, inputs);
                RunModels.Put(store, id, RunModels.Input, models);
            });
        });
        endpoint.Map("GET", "metrics/get-history", MlflowWire.Default.MetricPoints, (request, _) => Task.FromResult(services.Database.Read(store => MetricHistory.OfRun(store, request))));
        endpoint.Map("GET", "metrics/get-history-bulk-interval", MlflowWire.Default.MetricPoints, (request, _) => Task.FromResult(services.Database.Read(store => MetricHistory.Interval(store, request))));
        endpoint.MapAjax("GET", "metrics/get-history-bulk", MlflowWire.Default.MetricPoints, (context, _) =>
        {
            var query = context.Request.Query;
            var runs = query["run_id"].Where(run => run is not null).Select(run => run!).ToList();
            long? most = long.TryParse(query["max_results"], out var number) ? number : null;
            string? key = query["metric_key"];
            return Task.FromResult(services.Database.Read(store => MetricHistory.Bulk(store, runs, key, most)));
        });
        endpoint.MapAjax("POST", "experiments/search-datasets", MlflowWire.Default.DatasetSummaries, async (context, _) =>
        {
            var request = await MlflowRequest.ReadAsync(context).ConfigureAwait(false);
            return services.Database.Read(store => DatasetSearch.Find(store, request.Texts("experiment_ids")));
        });
    }

    private async Task<RunAnswer> CreateAsync(MlflowRequest request, Principal principal)
    {
        var tags = request.Objects("tags").Select(tag => BatchReading.Tag(tag.RequiredText("key"), tag.Text("value") ?? "", tag.Path + ".key")).ToList();
        var experiment = request.Text("experiment_id") is { Length: > 0 } id ? id : "0";
        var run = new NewRun(experiment, request.Text("run_name"), request.Text("user_id") ?? "", request.Long("start_time") ?? 0, tags);
        var created = await services.Database.WriteAsync(store =>
        {
            var made = RunStore.Create(store, run);
            services.Audit.Append(store, principal, "runs.create", made.Info.RunId, experiment);
            return made;
        }).ConfigureAwait(false);
        return new RunAnswer(created);
    }

    private async Task<RunInfoAnswer> UpdateAsync(MlflowRequest request, Principal principal)
    {
        var run = request.RunId();
        var status = WireEnums.Status(request, "status");
        var end = request.Long("end_time");
        var name = request.Text("run_name");
        var info = await services.Database.WriteAsync(store =>
        {
            var updated = RunStore.Update(store, run, status, end, name);
            services.Audit.Append(store, principal, "runs.update", run, status ?? "");
            return updated;
        }).ConfigureAwait(false);
        return new RunInfoAnswer(info);
    }

    private Task<Nothing> LogMetricAsync(MlflowRequest request, Principal principal)
    {
        var run = request.RunId();
        var metric = BatchReading.Metric(request.RequiredText("key"), request.RequiredDouble("value"), request.RequiredLong("timestamp"), request.Long("step") ?? 0, "");
        var ofModel = request.Text("model_id") is { Length: > 0 } model
            ? new ModelMetric(metric.Key, metric.Value, metric.Timestamp, metric.Step, model, request.Text("dataset_name"), request.Text("dataset_digest"), run)
            : null;
        return LogAsync(principal, run, "1 metric", store =>
        {
            RunLogging.Metrics(store, run, [metric]);
            if (ofModel is not null)
                LoggedModelStore.PutMetric(store, ofModel);
        });
    }

    private Task<Nothing> LogParamAsync(MlflowRequest request, Principal principal)
    {
        var run = request.RunId();
        var parameter = BatchReading.Param(request.RequiredText("key"), request.Text("value") ?? "", "key");
        return LogAsync(principal, run, "1 param", store => RunLogging.Params(store, run, [parameter]));
    }

    private Task<Nothing> SetTagAsync(MlflowRequest request, Principal principal)
    {
        var run = request.RunId();
        var tag = BatchReading.Tag(request.RequiredText("key"), request.Text("value") ?? "", "key");
        return ChangeAsync(principal, "runs.tag", run, (store, id) =>
        {
            RunStore.RequireActive(store, id);
            RunStore.SetTag(store, id, tag);
        });
    }

    private Task<Nothing> LogBatchAsync(MlflowRequest request, Principal principal)
    {
        var run = Names.RunId(request.RunId());
        var (metrics, parameters, tags) = BatchReading.Batch(request);
        var ofModels = BatchReading.OfModels(request, run);
        return LogAsync(principal, run, string.Create(CultureInfo.InvariantCulture, $"{metrics.Count} metrics, {parameters.Count} params, {tags.Count} tags"), store =>
        {
            RunLogging.Params(store, run, parameters);
            RunLogging.Metrics(store, run, metrics);
            RunLogging.Tags(store, run, tags);
            foreach (var metric in ofModels)
                LoggedModelStore.PutMetric(store, metric);
        });
    }

    // What was logged is its own record; the audit log says who added how much and when.
    private Task<Nothing> LogAsync(Principal principal, string run, string what, Action<StoreConnection> log) =>
        services.Database.WriteAsync(store =>
        {
            RunStore.RequireActive(store, run);
            log(store);
            services.Audit.Append(store, principal, "runs.log", run, what);
            return Nothing.Answer;
        });

    private Task<Nothing> ChangeAsync(Principal principal, string action, string run, Action<StoreConnection, string> change) =>
        services.Database.WriteAsync(store =>
        {
            change(store, run);
            services.Audit.Append(store, principal, action, run, "");
            return Nothing.Answer;
        });
}
