using System.Text.RegularExpressions;
using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed partial class When_a_service_is_deployed
{
    public static TheoryData<string> Services => [.. Manifests.Services];

    [Fact]
    public void Should_every_service_of_the_solution_be_there()
    {
        var programs = Directory.GetDirectories(Path.Combine(Repository.Root, "services"))
            .Select(folder => Path.Combine(folder, "Program.cs")).Where(File.Exists)
            .Select(file => ServiceName().Match(File.ReadAllText(file))).Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

        Assert.Equal(programs.Order(), Manifests.Services.Order());
    }

    [Theory, MemberData(nameof(Services))]
    public void Should_it_run_the_program_of_its_name_from_the_image_that_all_share(string service)
    {
        var container = Container(service);

        Assert.Equal(ComposeImage().Match(Repository.Read("docker-compose.yml")).Groups[1].Value, container.Image);
        var program = Assert.Single(container.Command);
        Assert.Equal($"FlowForge.{ProgramOf(service)}", program, ignoreCase: true);
        Assert.Contains(program["FlowForge.".Length..], ImagePrograms().Match(Repository.Read("Dockerfile")).Groups[1].Value.Split(' '));
    }

    [Theory, MemberData(nameof(Services))]
    public void Should_it_have_all_its_parts(string service)
    {
        var labels = Deployment(service).Spec.Template.Metadata.Labels;

        Assert.Equal(service, labels["app.kubernetes.io/name"]);
        Assert.Equal("service", labels["app.kubernetes.io/component"]);
        Assert.Equal(Deployment(service).Spec.Selector.MatchLabels, Manifests.The<V1PodDisruptionBudget>(service).Spec.Selector.MatchLabels);
        Assert.Equal(Deployment(service).Spec.Selector.MatchLabels, Manifests.The<V1Service>(service).Spec.Selector);
        Assert.Equal(service, Manifests.The<V1ServiceAccount>(service).Metadata.Name);
        Assert.Equal(service, Deployment(service).Spec.Template.Spec.ServiceAccountName);
    }

    [Theory, MemberData(nameof(Services))]
    public void Should_it_have_time_to_finish_what_is_in_hand(string service)
    {
        var shutdown = int.Parse(ShutdownTimeout().Match(File.ReadAllText(Path.Combine(Manifests.Folder, "base", "settings.env"))).Groups[1].Value, null);
        var before = Container(service).Lifecycle?.PreStop.Exec.Command is ["sleep", var seconds] ? int.Parse(seconds, null) : 0;

        Assert.True(Deployment(service).Spec.Template.Spec.TerminationGracePeriodSeconds > before + shutdown);
    }

    [Theory, MemberData(nameof(Services))]
    public void Should_it_be_asked_for_its_health_where_it_tells_it(string service)
    {
        Assert.Equal("/health/live", Container(service).StartupProbe.HttpGet.Path);
        Assert.Equal("/health/live", Container(service).LivenessProbe.HttpGet.Path);
        Assert.Equal("/health/ready", Container(service).ReadinessProbe.HttpGet.Path);
        Assert.Equal("0.0.0.0:" + Assert.Single(Container(service).Ports).ContainerPort, ListensAt().Match(Repository.Read("Dockerfile")).Groups[1].Value);
    }

    /// <summary>Each stands for itself, to be read in one piece; what differs between them is only what is said here.</summary>
    [Theory, MemberData(nameof(Services))]
    public void Should_it_be_shaped_like_all_others(string service) => Assert.Equal(Shape(Manifests.Services[0]), Shape(service));

    private static string Shape(string service)
    {
        var deployment = KubernetesYaml.Deserialize<V1Deployment>(Manifests.All.Single(manifest => manifest.Kind == V1Deployment.KubeKind && manifest.Name == service).Text, strict: true);
        var pod = deployment.Spec.Template.Spec;
        deployment.Spec.Template.Metadata.Labels.Remove(Network.UsesKubernetesApi);
        (pod.AutomountServiceAccountToken, pod.Containers[0].Resources, pod.Containers[0].Lifecycle) = (null, null, null);
        return Regex.Replace(KubernetesYaml.Serialize(deployment), $@"\b({service}|{ProgramOf(service)})\b", "{service}", RegexOptions.IgnoreCase);
    }

    private static string ProgramOf(string service) => service.Replace("-", "", StringComparison.Ordinal);

    private static V1Deployment Deployment(string service) => Manifests.The<V1Deployment>(service);

    private static V1Container Container(string service) => Assert.Single(Deployment(service).Spec.Template.Spec.Containers);

    [GeneratedRegex(@"FlowForgeService\.RunAsync\(""([^""]+)""")]
    private static partial Regex ServiceName();

    [GeneratedRegex(@"x-service: &service\s+image: (\S+)")]
    private static partial Regex ComposeImage();

    [GeneratedRegex("for service in ([^;]+);")]
    private static partial Regex ImagePrograms();

    [GeneratedRegex("FLOWFORGE__SHUTDOWNTIMEOUT=([0-9]+)s")]
    private static partial Regex ShutdownTimeout();

    [GeneratedRegex("FLOWFORGE__URLS=http://(.+)")]
    private static partial Regex ListensAt();
}
