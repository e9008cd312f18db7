using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed class When_a_container_runs
{
    public static TheoryData<string> Workloads => [.. Manifests.Workloads.Select(workload => workload.Manifest.File)];

    [Theory, MemberData(nameof(Workloads))]
    public void Should_its_share_of_the_machine_be_bounded(string file) => Assert.All(Of(file).Containers, container =>
    {
        string[] both = ["cpu", "memory"];
        Assert.Equal(both, container.Resources.Requests.Keys.Order());
        Assert.Equal(both, container.Resources.Limits.Keys.Order());
        Assert.All(both, resource => Assert.True(
            container.Resources.Requests[resource].ToDecimal() <= container.Resources.Limits[resource].ToDecimal(), $"{resource}: the request is above the limit"));
    });

    [Theory, MemberData(nameof(Workloads))]
    public void Should_it_be_watched(string file)
    {
        if (Of(file).IsJob) Assert.All(Of(file).Containers, container => Assert.Null(container.LivenessProbe));
        else Assert.All(Of(file).Containers, container =>
        {
            Assert.NotNull(container.StartupProbe);
            Assert.NotNull(container.LivenessProbe);
            Assert.NotNull(container.ReadinessProbe);
        });
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Should_it_have_no_privileges(string file)
    {
        var pod = Of(file).Pod;
        Assert.True(pod.SecurityContext.RunAsNonRoot);
        // By number: the kubelet refuses a user by name where the pod must not run as root.
        Assert.True(pod.SecurityContext.RunAsUser > 0);
        Assert.Equal("RuntimeDefault", pod.SecurityContext.SeccompProfile.Type);
        Assert.True(pod.HostNetwork is null && pod.HostPID is null && pod.HostIPC is null);
        Assert.All(pod.Volumes, volume => Assert.Null(volume.HostPath));
        Assert.All(Of(file).Containers, container =>
        {
            Assert.False(container.SecurityContext.AllowPrivilegeEscalation ?? true);
            Assert.True(container.SecurityContext.ReadOnlyRootFilesystem);
            Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
            Assert.Null(container.SecurityContext.Capabilities.Add);
            Assert.Null(container.SecurityContext.Privileged);
        });
    }

    [Theory, MemberData(nameof(Workloads))]
    public void Should_it_say_whether_it_has_a_token_for_the_API_server(string file) => Assert.NotNull(Of(file).Pod.AutomountServiceAccountToken);

    [Theory, MemberData(nameof(Workloads))]
    public void Should_what_it_mounts_be_there(string file) => Assert.All(Of(file).Containers, container =>
    {
        var claims = (Of(file).Manifest.Object as V1StatefulSet)?.Spec.VolumeClaimTemplates.Select(claim => claim.Metadata.Name) ?? [];
        Assert.Equal(Of(file).Pod.Volumes.Select(volume => volume.Name).Concat(claims).Order(), container.VolumeMounts.Select(mount => mount.Name).Order());
    });

    private static Workload Of(string file) => Manifests.Workloads.Single(workload => workload.Manifest.File == file);
}
