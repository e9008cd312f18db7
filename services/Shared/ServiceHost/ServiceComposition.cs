using FlowForge.Hooks;
using FlowForge.KubernetesRuntime;
using FlowForge.LocalRuntime;
using FlowForge.Policies;
using FlowForge.S3Artifacts;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace FlowForge.ServiceHost;

/// <summary>What a service says it is made of; the host adds broker, database, telemetry and health.</summary>
public sealed class ServiceComposition
{
    private const string Local = "local", Kubernetes = "kubernetes";
    private readonly IConfiguration _settings;

    internal ServiceComposition(string name, IServiceCollection services, ServiceOptions options, IConfiguration settings) =>
        (Name, Services, Options, _settings) = (name, services, options, settings);

    public string Name { get; }
    public IServiceCollection Services { get; }
    public ServiceOptions Options { get; }

    /// <summary>Registers the service's consumers. Default: it has none.</summary>
    public Action<IBusRegistrationConfigurator> Bus { get; set; } = _ => { };

    /// <summary>Endpoints that only this broker has. Default: none.</summary>
    public Action<IBusRegistrationContext, IRabbitMqBusFactoryConfigurator>? Endpoints { get; set; }

    /// <summary>
    /// Whether callers from other machines are served unless the settings say otherwise. Where not, it does not even listen to them.
    /// Default: yes.
    /// </summary>
    public bool AllowsRemote { get; set; } = true;

    /// <summary>Routes beside health and metrics. Default: none.</summary>
    public Action<WebApplication> Routes { get; set; } = _ => { };

    /// <summary>The policies in force.</summary>
    public void AddPolicies() => Services.AddPolicies(Options.ConfigFile);

    /// <summary>The hooks of the configuration file.</summary>
    public void AddHooks() => Services.AddHooks(Options.ConfigFile);

    /// <summary>
    /// The folder <c>runtime:dataFolder</c>, in which jobs run and leave their files; all services of a machine that act on jobs
    /// share it. No default: those services do not start without it.
    /// </summary>
    public string DataFolder => _settings["runtime:dataFolder"] ?? "";

    /// <summary>Whether jobs run on Kubernetes, as <c>runtime:kind</c> says.</summary>
    public bool RunsOnKubernetes => Choice("runtime:kind", Local, Kubernetes) == Kubernetes;

    /// <summary>
    /// Where jobs run, as <c>runtime:kind</c> says: <c>local</c>, processes of this machine, the default; or <c>kubernetes</c>, set up
    /// by the section <c>kubernetes</c>.
    /// </summary>
    /// <param name="artifacts">
    /// Whether the service needs the artifact store, too, as <c>artifacts:store</c> says: <c>folder</c>, within <see cref="DataFolder"/>, the
    /// default; or <c>s3</c>, set up by the section <c>s3</c>.
    /// </param>
    public void AddRuntime(bool artifacts = false)
    {
        const string Folder = "folder", S3 = "s3";
        var store = artifacts ? Choice("artifacts:store", Folder, S3) : null;
        if (RunsOnKubernetes)
        {
            Services.AddKubernetesRuntime(options => _settings.GetSection(KubernetesOptions.Section).Bind(options));
            Services.AddHealthChecks().AddCheck<KubernetesCheck>(Kubernetes);
        }

        if (store == S3) Services.AddS3Artifacts(options => _settings.GetSection(S3Options.Section).Bind(options));
        // After the others: what they have registered stays.
        if (!RunsOnKubernetes || store == Folder) Services.AddLocalRuntime(runtime => runtime.DataFolder = DataFolder);
    }

    private string Choice(string key, string usual, string other)
    {
        var given = _settings[key] ?? usual;
        return given == usual || given == other ? given : throw new InvalidDataException($"{key} is '{given}'; it must be {usual} or {other}");
    }
}
