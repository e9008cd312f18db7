using FlowForge.Scheduler;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("scheduler", args, service =>
{
    service.Services.AddReplicaWatch();
    service.Bus = bus => bus.AddScheduler();
});
