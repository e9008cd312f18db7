using FlowForge.Hosting;
using MassTransit;

namespace FlowForge.Orphans;

/// <summary>The orphans service: finds what nobody owns any more, and removes it where that is switched on. Needs IJobRegistry, IOrphanStore, ILeaseStore and any number of IOwnedResources.</summary>
public static class OrphansRegistration
{
    public static void AddOrphans(this IBusRegistrationConfigurator bus)
    {
        ArgumentNullException.ThrowIfNull(bus);
        bus.AddTimers();
    }
}
