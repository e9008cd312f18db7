using FlowForge.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace FlowForge.Telemetry;

/// <summary>Traces to an OpenTelemetry collector, metrics to whoever scrapes.</summary>
public static class TelemetryRegistration
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string MetricsPath = "/metrics";

    /// <param name="services">The service's.</param>
    /// <param name="serviceName">What traces call the service, such as <c>lifecycle</c>.</param>
    /// <param name="replica">Tells the replicas of the service apart.</param>
    public static IServiceCollection AddTelemetry(this IServiceCollection services, string serviceName, string replica)
    {
        services.AddOptions<TelemetryOptions>().BindConfiguration(TelemetryOptions.Section)
            .Validate(options => options.Problem() is null, TelemetryOptions.Rules)
            .ValidateOnStart();
        var exports = !string.IsNullOrEmpty(Environment.GetEnvironmentVariable(Collector));
        services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(serviceName, serviceNamespace: "flowforge", serviceInstanceId: replica, autoGenerateServiceInstanceId: false))
            .WithTracing(tracing =>
            {
                tracing
                    .SetSampler(provider => new JobSampler(provider.GetRequiredService<IOptions<TelemetryOptions>>().Value.TraceRatio))
                    .AddSource(TelemetryNames.FlowForge, TelemetryNames.Bus, TelemetryNames.Mongo)
                    .AddAspNetCoreInstrumentation(web => web.Filter = IsOfSomebody)
                    .AddProcessor(new SecretsHidden());
                if (exports) tracing.AddOtlpExporter();
            })
            .WithMetrics(metrics => metrics
                .AddMeter(TelemetryNames.FlowForge, TelemetryNames.Bus)
                .AddRuntimeInstrumentation()
                .AddAspNetCoreInstrumentation()
                .AddPrometheusExporter());
        return services;
    }

    /// <summary>The metrics, in Prometheus' form, at /metrics.</summary>
    public static IEndpointConventionBuilder MapTelemetry(this WebApplication app) => app.MapPrometheusScrapingEndpoint(MetricsPath);

    /// <summary>Health checks and scrapes come every few seconds from machines; nobody looks for their traces.</summary>
    private static bool IsOfSomebody(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
        && !context.Request.Path.StartsWithSegments(MetricsPath, StringComparison.OrdinalIgnoreCase);
}
