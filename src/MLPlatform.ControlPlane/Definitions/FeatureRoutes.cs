using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using MLPlatform.Contracts.Errors;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.Contracts.Text;
using MLPlatform.ControlPlane.Access;
using MLPlatform.ControlPlane.Services;
using MLPlatform.ControlPlane.Store;
using MLPlatform.Hosting.Security;

namespace MLPlatform.ControlPlane.Definitions;

internal sealed class FeatureRoutes(Database database, IAudit audit, FeatureServerProcess server, TimeProvider time)
{
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ApiRoutes.FeaturesApply, ApplyAsync);
        routes.MapGet(ApiRoutes.FeatureViews, context => ApiBodies.WriteAsync(context, Read(context, DefinitionTable.Views), ContractsJson.Default.IReadOnlyListFeatureView));
        routes.MapGet(ApiRoutes.FeatureViews + "/{name}", ViewAsync);
        routes.MapGet(ApiRoutes.Entities, context => ApiBodies.WriteAsync(context, Read(context, DefinitionTable.Entities), ContractsJson.Default.IReadOnlyListEntity));
        routes.MapGet(ApiRoutes.Sources, context => ApiBodies.WriteAsync(context, Read(context, DefinitionTable.Sources), ContractsJson.Default.IReadOnlyListDataSource));
        routes.MapPost(ApiRoutes.FeatureReceipts, ReceiptAsync);
        routes.MapGet(ApiRoutes.FeatureReceipts, ReceiptsAsync);
        routes.MapPost(ApiRoutes.FeatureServer, ServerAsync);
    }

    private async Task ApplyAsync(HttpContext context)
    {
        var principal = context.Principal();
        var wanted = await ApiBodies.ReadAsync(context, ContractsJson.Default.FeatureDefinitions);
        DefinitionPlan plan;
        if (context.Request.Query["plan"] == "true")
        {
            plan = database.Read(connection => DefinitionChanges.Plan(DefinitionTable.Current(connection, principal.Project), wanted));
        }
        else
        {
            principal.Require(Scopes.WriteFeatures);
            // Planned inside the write: two applies at once get different versions, one after the other.
            plan = await database.WriteAsync(
                transaction =>
                {
                    var changes = DefinitionChanges.Plan(DefinitionTable.Current(transaction, principal.Project), wanted);
                    DefinitionTable.Write(transaction, principal, changes, time);
                    foreach (var change in changes.Changes.Where(change => change.Kind != ChangeKind.Unchanged))
                        audit.Append(transaction, principal, "features.apply", $"{change.Name}@{change.Version}", $"{change.Of} {change.Kind}");
                    return changes;
                },
                context.RequestAborted);
        }

        await ApiBodies.WriteAsync(context, new ApplyResult(plan.Changes), ContractsJson.Default.ApplyResult);
    }

    private async Task ViewAsync(HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        var version = ApiBodies.Number(context, "version");
        var view = Read(context, (connection, project) => DefinitionTable.View(connection, project, name, version));
        if (view is null)
            throw Unknown(name, version, Read(context, DefinitionTable.Views));
        await ApiBodies.WriteAsync(context, view, ContractsJson.Default.FeatureView);
    }

    private async Task ReceiptAsync(HttpContext context)
    {
        var principal = context.Principal();
        var receipt = await ApiBodies.ReadAsync(context, ContractsJson.Default.PullReceipt);
        await database.WriteAsync(
            transaction =>
            {
                ReceiptTable.Add(transaction, principal, receipt, time);
                audit.Append(transaction, principal, "features.pull", string.Join(' ', receipt.Views), $"{receipt.Rows} rows, {receipt.Columns} columns, {receipt.ContentHash}{(receipt.Leaky ? ", leaky" : "")}");
            },
            context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private Task ReceiptsAsync(HttpContext context)
    {
        var hash = context.Request.Query["hash"].ToString();
        return ApiBodies.WriteAsync(context, Read(context, (connection, project) => ReceiptTable.Of(connection, project, hash)), ContractsJson.Default.IReadOnlyListPullReceipt);
    }

    private async Task ServerAsync(HttpContext context) =>
        await ApiBodies.WriteAsync(context, await server.AddressAsync(context.RequestAborted), ContractsJson.Default.FeatureServerAddress);

    private T Read<T>(HttpContext context, Func<StoreConnection, string, T> read)
    {
        var principal = context.Principal();
        principal.Require(Scopes.ReadFeatures);
        return database.Read(connection => read(connection, principal.Project));
    }

    private static PlatformException Unknown(string name, long? version, IReadOnlyList<FeatureView> known)
    {
        if (version is not null && known.FirstOrDefault(view => view.Name == name) is { } view)
            return new PlatformException(FeatureErrors.UnknownView, $"There is no version `{version}` of the feature view `{name}`.", $"The newest is {view.Version}.");
        return new PlatformException(
            FeatureErrors.UnknownView,
            $"There is no feature view `{name}`.",
            Nearest.To(name, known.Select(each => each.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : $"`#!mlplatform features list` shows all {known.Count}.");
    }
}
