using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.Timeouts;

/// <summary>The timeouts service: carries out escalation steps. Needs IJobRegistry and IJobRuntime.</summary>
public static class TimeoutsRegistration
{
    public static void AddTimeouts(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddConsumer<TimeoutEscalationConsumer, TimeoutEscalationConsumerDefinition>();

        bus.AddOptions<TimeoutsOptions>().BindConfiguration(TimeoutsOptions.Section)
            .Validate(options => options.Problem() is null, TimeoutsOptions.Rules)
            .ValidateOnStart();
        bus.AddSingleton<StepExecutor>();
        bus.AddSingleton<EscalationLadder>();
    }
}
