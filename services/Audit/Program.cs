using FlowForge.Audit;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("audit", args, service =>
{
    service.Bus = bus => bus.AddAudit();
    service.Endpoints = BrokerDeadLetters.Audit;
});
