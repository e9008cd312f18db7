using FlowForge.Recovery;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("recovery", args, service =>
{
    service.AddRuntime();
    service.Bus = bus => bus.AddRecovery();
});
