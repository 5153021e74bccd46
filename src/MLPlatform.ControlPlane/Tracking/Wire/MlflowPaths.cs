using Microsoft.AspNetCore.Builder;

namespace MLPlatform.ControlPlane.Tracking.Wire;

internal static class MlflowPaths
{
    /// <summary>Reads <c>//model-versions/get-artifact</c> as <c>/model-versions/get-artifact</c>: clients join an address with a trailing slash to a path with a leading one.</summary>
    public static void UseSingleSlashes(this WebApplication app)
    {
        app.Use(static (context, next) =>
        {
            if (context.Request.Path.Value is ['/', '/', ..] path)
                context.Request.Path = "/" + path.TrimStart('/');
            return next(context);
        });
        // Routing reads the path when it runs, thus after this.
        app.UseRouting();
    }
}
