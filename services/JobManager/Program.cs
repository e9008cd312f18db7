using FlowForge.HttpApi;
using FlowForge.JobManager;
using FlowForge.ServiceHost;

return await FlowForgeService.RunAsync("job-manager", args, service =>
{
    service.Bus = bus => bus.AddJobRestarts();
    if (service.RunsOnKubernetes)
    {
        service.AddRuntime();
        service.Services.AddClusterJobManager();
        return;
    }

    // Whoever reaches it can run commands as its user.
    service.AllowsRemote = false;
    service.AddPolicies();
    service.AddHooks();
    service.Services.AddJobManager(service.DataFolder);
    service.Routes = app => app.MapJobSubmission();
});
