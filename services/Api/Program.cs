using FlowForge.HttpApi;
using FlowForge.RabbitMq;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("api", args, service =>
{
    service.AddPolicies();
    service.Services.AddBrokerCheck();
    service.Routes = app =>
    {
        app.MapEvents();
        app.MapJobs();
        app.MapAudit();
        app.MapPolicies();
        app.MapOrphans();
        app.MapHolds();
        app.MapExtensions();
    };
});
