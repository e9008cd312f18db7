using FlowForge.Lifecycle;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("lifecycle", args, service =>
{
    service.AddPolicies();
    service.AddHooks();
    service.Services.AddTimerRebuildAtStart();
    service.Bus = bus => bus.AddLifecycle();
});
