using FlowForge.Orphans;
using FlowForge.RabbitMq;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("orphans", args, service =>
{
    service.AddRuntime(artifacts: true);
    service.Services.AddErrorMessages();
    service.Services.AddBrokerCheck();
    service.Bus = bus => bus.AddOrphans();
});
