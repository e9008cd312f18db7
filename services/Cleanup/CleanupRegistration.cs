using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Cleanup;

/// <summary>The cleanup service: removes what ended jobs leave. Needs IJobRegistry, IJobRuntime, IArtifactStore and IStageHooks.</summary>
public static class CleanupRegistration
{
    public static void AddCleanup(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<CleanupDueConsumer, CleanupDueConsumerDefinition>();

        bus.AddOptions<CleanupOptions>().BindConfiguration(CleanupOptions.Section)
            .Validate(options => options.Problem() is null, CleanupOptions.Rules)
            .ValidateOnStart();
        bus.AddSingleton<ScopeCleaner>();
        bus.AddSingleton<JobCleanup>();
    }
}
