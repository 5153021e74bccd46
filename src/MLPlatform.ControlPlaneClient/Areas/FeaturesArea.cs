using System.Globalization;
using MLPlatform.Contracts.Features;
using MLPlatform.Contracts.Json;
using MLPlatform.Contracts.Platform;
using MLPlatform.ControlPlaneClient.Connection;

namespace MLPlatform.ControlPlaneClient.Areas;

/// <summary>Feature definitions, receipts and the feature server's address.</summary>
public sealed class FeaturesArea
{
    private readonly ApiCalls _calls;

    internal FeaturesArea(ApiCalls calls) => _calls = calls;

    /// <summary>Makes the definitions true, all or none.</summary>
    /// <param name="planOnly">True to learn what would change and change nothing.</param>
    /// <exception cref="Contracts.Errors.PlatformException">A view names an unknown entity or source.</exception>
    public Task<ApplyResult> ApplyAsync(FeatureDefinitions definitions, bool planOnly = false, CancellationToken cancel = default) =>
        _calls.PostAsync(ApiRoutes.FeaturesApply + (planOnly ? "?plan=true" : ""), definitions, ContractsJson.Default.FeatureDefinitions, ContractsJson.Default.ApplyResult, cancel);

    /// <returns>The newest version of every view, by name.</returns>
    public Task<IReadOnlyList<FeatureView>> ViewsAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.FeatureViews, ContractsJson.Default.IReadOnlyListFeatureView, cancel);

    /// <param name="version">Null for the newest.</param>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.FeatureErrors.UnknownView"/>.</exception>
    public Task<FeatureView> ViewAsync(string name, int? version = null, CancellationToken cancel = default) =>
        _calls.GetAsync(Versioned(ApiRoutes.FeatureViews, name, version), ContractsJson.Default.FeatureView, cancel);

    public Task<IReadOnlyList<Entity>> EntitiesAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.Entities, ContractsJson.Default.IReadOnlyListEntity, cancel);

    public Task<IReadOnlyList<DataSource>> SourcesAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.Sources, ContractsJson.Default.IReadOnlyListDataSource, cancel);

    /// <param name="version">Null for the newest.</param>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.FeatureErrors.UnknownEntity"/>.</exception>
    public Task<Entity> EntityAsync(string name, int? version = null, CancellationToken cancel = default) =>
        _calls.GetAsync(Versioned(ApiRoutes.Entities, name, version), ContractsJson.Default.Entity, cancel);

    /// <param name="version">Null for the newest.</param>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.FeatureErrors.UnknownSource"/>.</exception>
    public Task<DataSource> SourceAsync(string name, int? version = null, CancellationToken cancel = default) =>
        _calls.GetAsync(Versioned(ApiRoutes.Sources, name, version), ContractsJson.Default.DataSource, cancel);

    /// <returns>The newest version of every feature service, by name.</returns>
    public Task<IReadOnlyList<FeatureService>> ServicesAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.FeatureServices, ContractsJson.Default.IReadOnlyListFeatureService, cancel);

    /// <param name="version">Null for the newest.</param>
    /// <exception cref="Contracts.Errors.PlatformException"><see cref="Contracts.Errors.FeatureErrors.UnknownService"/>.</exception>
    public Task<FeatureService> ServiceAsync(string name, int? version = null, CancellationToken cancel = default) =>
        _calls.GetAsync(Versioned(ApiRoutes.FeatureServices, name, version), ContractsJson.Default.FeatureService, cancel);

    /// <returns>How often each version of a view was pulled, most first; those never pulled are left out.</returns>
    public Task<IReadOnlyList<ViewUse>> UsesAsync(CancellationToken cancel = default) =>
        _calls.GetAsync(ApiRoutes.FeatureUses, ContractsJson.Default.IReadOnlyListViewUse, cancel);

    /// <summary>Tells the control plane of a pull.</summary>
    public Task ReceiptAsync(PullReceipt receipt, CancellationToken cancel = default) =>
        _calls.PostAsync(ApiRoutes.FeatureReceipts, receipt, ContractsJson.Default.PullReceipt, cancel);

    /// <param name="contentHash">Of the pulled frame, <c>sha256:…</c>.</param>
    /// <returns>Every pull that gave this content, newest first.</returns>
    public Task<IReadOnlyList<PullReceipt>> ReceiptsAsync(string contentHash, CancellationToken cancel = default) =>
        _calls.GetAsync($"{ApiRoutes.FeatureReceipts}?hash={Uri.EscapeDataString(contentHash)}", ContractsJson.Default.IReadOnlyListPullReceipt, cancel);

    /// <summary>Where the feature server answers; it is started when it does not run.</summary>
    public Task<FeatureServerAddress> ServerAsync(CancellationToken cancel = default) =>
        _calls.PostAsync(ApiRoutes.FeatureServer, ContractsJson.Default.FeatureServerAddress, cancel);

    private static string Versioned(string route, string name, int? version) =>
        $"{route}/{Uri.EscapeDataString(name)}{(version is int number ? "?version=" + number.ToString(CultureInfo.InvariantCulture) : "")}";
}
