using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace FlowForge.Standalone;

/// <summary>The HTTP API: events in, jobs, audit and policies out.</summary>
public static class HttpApi
{
    /// <summary>No event or job is larger; a larger body is refused.</summary>
    public const long LargestBody = 1024 * 1024;

    /// <summary>A larger body is read to its end, and thrown away, up to this size: a sender who is cut off would never see the answer.</summary>
    public const long LargestDrained = 64 * LargestBody;

    public static IServiceCollection AddHttpApi(this IServiceCollection services, bool allowRemote)
    {
        services.AddRouting();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemMapping>();
        services.AddHealthChecks().AddCheck<StoreHealthCheck>("store");
        // What cannot be read becomes a problem with its reason, not a bare 400.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json => Configure(json.SerializerOptions));
        // A web page in the administrator's browser must not reach a server on loopback through a name of its own.
        services.AddHostFiltering(hosts => hosts.AllowedHosts = allowRemote ? ["*"] : ["localhost", "127.0.0.1", "[::1]"]);
        return services;
    }

    public static void MapHttpApi(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseHostFiltering();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.Use(LimitBodyAsync);
        app.UseRouting();
        app.MapEvents();
        app.MapJobs();
        app.MapAudit();
        app.MapPolicies();
        app.MapHealth();
    }

    private static async Task LimitBodyAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength > LargestBody)
        {
            await context.Request.Body.CopyToAsync(Stream.Null, context.RequestAborted);
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = LargestBody;
        await next(context);
    }

    /// <summary>How the API reads and writes JSON, for its clients too.</summary>
    public static void Configure(JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.Converters.Add(new DurationJson());
        json.Converters.Add(new UtcTimeJson());
    }
}
