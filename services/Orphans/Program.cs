using FlowForge.Orphans;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("orphans", args, service =>
{
    service.AddRuntime(artifacts: true);
    service.Bus = bus => bus.AddOrphans();
});
