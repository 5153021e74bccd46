using System.Text.Json.Serialization.Metadata;
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
        routes.MapGet(ApiRoutes.FeatureViews + "/{name}", context => OneAsync(context, DefinitionTable.View, DefinitionTable.Views, ContractsJson.Default.FeatureView, new Named<FeatureView>("feature view", FeatureErrors.UnknownView, view => view.Name, view => view.Version)));
        routes.MapGet(ApiRoutes.Entities, context => ApiBodies.WriteAsync(context, Read(context, DefinitionTable.Entities), ContractsJson.Default.IReadOnlyListEntity));
        routes.MapGet(ApiRoutes.Entities + "/{name}", context => OneAsync(context, DefinitionTable.Entity, DefinitionTable.Entities, ContractsJson.Default.Entity, new Named<Entity>("entity", FeatureErrors.UnknownEntity, entity => entity.Name, entity => entity.Version)));
        routes.MapGet(ApiRoutes.Sources, context => ApiBodies.WriteAsync(context, Read(context, DefinitionTable.Sources), ContractsJson.Default.IReadOnlyListDataSource));
        routes.MapGet(ApiRoutes.Sources + "/{name}", context => OneAsync(context, DefinitionTable.Source, DefinitionTable.Sources, ContractsJson.Default.DataSource, new Named<DataSource>("source", FeatureErrors.UnknownSource, source => source.Name, source => source.Version)));
        routes.MapGet(ApiRoutes.FeatureServices, context => ApiBodies.WriteAsync(context, Read(context, DefinitionTable.Services), ContractsJson.Default.IReadOnlyListFeatureService));
        routes.MapGet(ApiRoutes.FeatureServices + "/{name}", context => OneAsync(context, DefinitionTable.Service, DefinitionTable.Services, ContractsJson.Default.FeatureService, new Named<FeatureService>("feature service", FeatureErrors.UnknownService, service => service.Name, service => service.Version)));
        routes.MapGet(ApiRoutes.FeatureUses, context => ApiBodies.WriteAsync(context, Read(context, ReceiptTable.Uses), ContractsJson.Default.IReadOnlyListViewUse));
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

    private async Task OneAsync<T>(HttpContext context, Func<StoreConnection, string, string, long?, T?> one, Func<StoreConnection, string, IReadOnlyList<T>> all, JsonTypeInfo<T> type, Named<T> named)
        where T : class
    {
        var name = (string)context.Request.RouteValues["name"]!;
        var version = ApiBodies.Number(context, "version");
        var found = Read(context, (connection, project) => one(connection, project, name, version)) ?? throw named.Unknown(name, version, Read(context, all));
        await ApiBodies.WriteAsync(context, found, type);
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

    /// <summary>How definitions of one kind are spoken of.</summary>
    private sealed record Named<T>(string What, ErrorCode Code, Func<T, string> NameOf, Func<T, int> VersionOf)
        where T : class
    {
        public PlatformException Unknown(string name, long? version, IReadOnlyList<T> known)
        {
            if (version is not null && known.FirstOrDefault(one => NameOf(one) == name) is { } newest)
                return new PlatformException(Code, $"There is no version `{version}` of the {What} `{name}`.", $"The newest is {Math.Max(1, VersionOf(newest))}.");
            return new PlatformException(
                Code,
                $"There is no {What} `{name}`.",
                Nearest.To(name, known.Select(NameOf)) is { } nearest ? $"Did you mean `{nearest}`?" : $"`#!mlplatform features list` shows all {known.Count}.");
        }
    }
}
