using FlowForge.Hosting;
using FlowForge.Jobs;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace FlowForge.Orphans;

/// <summary>The orphans service: finds what nobody owns any more, and removes it where that is switched on. Needs IJobRegistry, ITimerLedger, IOrphanStore, IAuditStore, ILeaseStore and any number of IOwnedResources.</summary>
public static class OrphansRegistration
{
    public static void AddOrphans(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddOptions<OrphansOptions>().BindConfiguration(OrphansOptions.Section).ValidateOnStart();
        bus.AddSingleton<IValidateOptions<OrphansOptions>, OrphansOptionsValidator>();
        bus.AddTimers();
        bus.AddSingleton<IOrphanOutlet, BusOutlet>();
        bus.AddSingleton<IOwnedResources, OwnedTimers>();
        bus.AddSingleton<ScanClock>();
        bus.AddSingleton<RegistryProof>();
        bus.AddSingleton<Sightings>();
        bus.AddSingleton<OrphanRemoval>();
        bus.AddSingleton<KindScan>();
        bus.AddSingleton<OrphanScans>();
        bus.AddSingleton<Restorations>();
        bus.AddSingleton<IRecurringWork, ScanByClock>();
        bus.AddSingleton<IRecurringWork, ScanWork>();
        bus.AddSingleton<IRecurringWork, RestoreWork>();
    }
}
