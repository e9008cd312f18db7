using static FlowForge.Worker.Tests.JobManifest;

namespace FlowForge.Worker.Tests;

public sealed class When_the_manifest_is_read
{
    private const string Timeout = "flowforge.io/timeout-seconds", GracePeriod = "flowforge.io/grace-period-seconds", Retention = "flowforge.io/ttl-seconds-after-finished";

    /// <summary>For the preStop hook and a node that is slow.</summary>
    private const int LeastReserve = 5;

    private readonly JobManifest _manifest = new();

    private int Annotation(string name) => Number(_manifest.Job, "metadata", "annotations", name);

    [Fact]
    public void Should_the_cluster_wait_longer_for_the_pod_than_the_entrypoint_takes() =>
        Assert.True(Number(_manifest.Pod, "terminationGracePeriodSeconds") >= Annotation(GracePeriod) + LeastReserve);

    [Fact]
    public void Should_the_backstop_come_well_after_the_last_step_of_the_ladder()
    {
        var lastStep = Annotation(Timeout) + 2 * Annotation(GracePeriod);
        var backstop = Number(_manifest.Job, "spec", "activeDeadlineSeconds");

        Assert.True(backstop > lastStep + Number(_manifest.Pod, "terminationGracePeriodSeconds"), $"{backstop} s is too near to {lastStep} s");
        // Pending counts as well.
        Assert.True(backstop >= lastStep + 600, $"{backstop} s leaves no time to pull an image");
    }

    [Fact]
    public void Should_the_retention_be_left_to_FlowForge()
    {
        Assert.True(Annotation(Retention) > 0);
        Assert.Null(At(_manifest.Job, "spec", "ttlSecondsAfterFinished"));
    }

    [Fact]
    public void Should_the_pod_carry_what_the_job_does()
    {
        foreach (var kind in new[] { "labels", "annotations" })
            Assert.Equal(Map(_manifest.Job, "metadata", kind), Map(_manifest.Job, "spec", "template", "metadata", kind));
        Assert.Equal("false", Text(_manifest.Job, "metadata", "annotations", "flowforge.io/protected"));
    }

    [Fact]
    public void Should_all_of_it_carry_the_job_id()
    {
        var id = Text(_manifest.Job, "metadata", "labels", "flowforge.io/job-id");

        Assert.Equal(Text(_manifest.Job, "metadata", "name"), id);
        Assert.Equal(id, Text(_manifest.Secret, "metadata", "labels", "flowforge.io/job-id"));
        Assert.Equal("flowforge-jobs", Text(_manifest.Job, "metadata", "namespace"));
        Assert.Equal("flowforge-jobs", Text(_manifest.Secret, "metadata", "namespace"));
    }

    [Fact]
    public void Should_one_pod_be_one_attempt()
    {
        Assert.Equal(0, Number(_manifest.Job, "spec", "backoffLimit"));
        Assert.Equal(1, Number(_manifest.Job, "spec", "parallelism"));
        Assert.Equal("Never", Text(_manifest.Pod, "restartPolicy"));
    }

    [Theory]
    [InlineData("FLOWFORGE_JOB_ID", "metadata.labels['flowforge.io/job-id']")]
    [InlineData("FLOWFORGE_ORGANIZATION", "metadata.labels['flowforge.io/organization']")]
    [InlineData("FLOWFORGE_TIMEOUT", "metadata.annotations['flowforge.io/timeout-seconds']")]
    [InlineData("FLOWFORGE_GRACE_PERIOD", "metadata.annotations['flowforge.io/grace-period-seconds']")]
    public void Should_the_entrypoint_read_what_FlowForge_reads(string variable, string field)
    {
        Assert.Equal(field, Text(Named(_manifest.Worker, "env")[variable], "valueFrom", "fieldRef", "fieldPath"));
        var (kind, name) = field.StartsWith("metadata.labels", StringComparison.Ordinal) ? ("labels", field["metadata.labels['".Length..^2]) : ("annotations", field["metadata.annotations['".Length..^2]);
        Assert.NotNull(Text(_manifest.Job, "spec", "template", "metadata", kind, name));
    }

    [Fact]
    public void Should_every_setting_be_one_that_the_guide_names()
    {
        var guide = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "read", "README.md"));
        // HOME is the image's, FLOWFORGE_TIMEOUT the job's own.
        var settings = Named(_manifest.Worker, "env").Keys.Except(["HOME", "FLOWFORGE_TIMEOUT"]).Select(name => name.EndsWith("_FILE", StringComparison.Ordinal) ? name[..^5] : name);

        Assert.All(settings, name => Assert.Contains($"`{name}`", guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Should_it_meet_the_restricted_pod_security_standard()
    {
        Assert.Equal("true", Text(_manifest.Pod, "securityContext", "runAsNonRoot"));
        Assert.True(Number(_manifest.Pod, "securityContext", "runAsUser") > 0);
        Assert.Equal("RuntimeDefault", Text(_manifest.Pod, "securityContext", "seccompProfile", "type"));
        Assert.Equal("false", Text(_manifest.Worker, "securityContext", "allowPrivilegeEscalation"));
        Assert.Equal("true", Text(_manifest.Worker, "securityContext", "readOnlyRootFilesystem"));
        Assert.Equal(["ALL"], ((YamlDotNet.RepresentationModel.YamlSequenceNode)At(_manifest.Worker, "securityContext", "capabilities", "drop")!).Select(item => item.ToString()));
        Assert.Equal("false", Text(_manifest.Pod, "automountServiceAccountToken"));
    }

    [Fact]
    public void Should_all_that_the_entrypoint_writes_to_be_mounted()
    {
        var volumes = Named(_manifest.Pod, "volumes");
        var mounts = Named(_manifest.Worker, "volumeMounts").ToDictionary(mount => Text(mount.Value, "mountPath")!, mount => volumes[mount.Key]);

        foreach (var variable in new[] { "FLOWFORGE_WORKSPACE", "FLOWFORGE_ARTIFACTS_DIR", "HOME" })
            Assert.NotNull(At(mounts[Text(Named(_manifest.Worker, "env")[variable], "value")!], "emptyDir", "sizeLimit"));
        Assert.NotNull(At(mounts["/tmp"], "emptyDir"));
    }

    [Fact]
    public void Should_its_secrets_be_mounted_where_the_entrypoint_looks()
    {
        var mount = Text(Named(_manifest.Worker, "volumeMounts")["artifact-store"], "mountPath");
        var keys = Map(_manifest.Secret, "stringData").Keys;

        Assert.Equal(Text(_manifest.Secret, "metadata", "name"), Text(Named(_manifest.Pod, "volumes")["artifact-store"], "secret", "secretName"));
        foreach (var variable in new[] { "FLOWFORGE_S3_ACCESS_KEY_FILE", "FLOWFORGE_S3_SECRET_KEY_FILE" })
            Assert.Contains(Text(Named(_manifest.Worker, "env")[variable], "value")![(mount!.Length + 1)..], keys);
    }

    [Fact]
    public void Should_it_request_resources()
    {
        Assert.Subset(Map(_manifest.Worker, "resources", "requests").Keys.ToHashSet(), new HashSet<string> { "cpu", "memory", "ephemeral-storage" });
        Assert.Contains("memory", Map(_manifest.Worker, "resources", "limits").Keys);
    }
}
