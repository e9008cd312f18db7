using System.Text.Json;
using System.Text.Json.Serialization;

namespace FlowForge.Standalone;

/// <summary>The HTTP API: events in, jobs, audit and policies out.</summary>
public static class HttpApi
{
    /// <summary>No event or job is larger; a larger body is refused unread.</summary>
    public const long LargestBody = 1024 * 1024;

    public static IServiceCollection AddHttpApi(this IServiceCollection services, bool allowRemote)
    {
        services.AddRouting();
        services.AddProblemDetails();
        services.AddExceptionHandler<ProblemMapping>();
        services.AddHealthChecks();
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
        app.UseRouting();
        app.MapEvents();
        app.MapJobs();
        app.MapAudit();
        app.MapPolicies();
        app.MapHealth();
    }

    /// <summary>How the API reads and writes JSON, for its clients too.</summary>
    public static void Configure(JsonSerializerOptions json)
    {
        ArgumentNullException.ThrowIfNull(json);
        json.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        json.Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        json.Converters.Add(new DurationJson());
    }
}
