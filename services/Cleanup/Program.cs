using FlowForge.Cleanup;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("cleanup", args, service =>
{
    service.AddRuntime(artifacts: true);
    service.AddHooks();
    service.Bus = bus => bus.AddCleanup();
});
