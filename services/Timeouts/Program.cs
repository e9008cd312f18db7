using FlowForge.ServiceHost;
using FlowForge.Timeouts;

return await FlowForgeService.RunAsync("timeouts", args, service =>
{
    service.AddRuntime();
    service.Bus = bus => bus.AddTimeouts();
});
