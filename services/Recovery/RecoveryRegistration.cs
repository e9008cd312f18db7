using FlowForge.Hosting;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.Recovery;

/// <summary>The recovery service: finds silent jobs and brings dead ones back. Needs IJobRegistry, IJobRuntime and ILeaseStore.</summary>
public static class RecoveryRegistration
{
    public static void AddRecovery(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddOptions<RecoveryOptions>().BindConfiguration(RecoveryOptions.Section).ValidateOnStart();
        bus.AddSingleton<IValidateOptions<RecoveryOptions>, RecoveryOptionsValidator>();
        bus.AddTimers();
        bus.AddSingleton<IRecoveryOutlet, BusOutlet>();
        bus.AddSingleton<Brake>();
        bus.AddSingleton<Restarts>();
        bus.AddSingleton<DeadJobs>();
        bus.AddSingleton<SecondLook>();
        bus.AddSingleton<RecoverySweep>();
        bus.AddSingleton<LostRestarts>();
        bus.AddSingleton<IRecurringWork, SilentJobSweep>();
        bus.AddSingleton<IRecurringWork, LostRestartSweep>();
        bus.AddHostedService<BrakeWatch>();
    }
}
