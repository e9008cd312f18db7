using Microsoft.AspNetCore.Builder;

namespace FlowForge.HttpApi;

/// <summary>What every request passes before it comes to its endpoint.</summary>
public static class HttpApiPipeline
{
    /// <summary>Call it first, then map endpoints.</summary>
    public static void UseHttpApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(BodyLimit.ApplyAsync);
        app.UseRouting();
    }
}
