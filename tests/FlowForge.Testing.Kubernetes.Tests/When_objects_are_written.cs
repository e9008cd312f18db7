using System.Text;
using k8s;
using k8s.Models;

namespace FlowForge.Testing.Kubernetes.Tests;

public sealed class When_objects_are_written
{
    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_give_back_what_was_created(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var secret = new V1Secret { Metadata = new V1ObjectMeta { GenerateName = "secret-" }, StringData = new Dictionary<string, string> { ["key"] = "value" } };
        var made = await cluster.Client.CoreV1.CreateNamespacedSecretAsync(secret, cluster.Namespace);
        Assert.StartsWith("secret-", made.Name(), StringComparison.Ordinal);
        Assert.Equal(("Opaque", "value", cluster.Namespace), (made.Type, Encoding.UTF8.GetString(made.Data["key"]), made.Namespace()));
        Assert.NotNull(made.Metadata.CreationTimestamp);
        var read = await cluster.Client.CoreV1.ReadNamespacedSecretAsync(made.Name(), cluster.Namespace);
        Assert.Equal((made.Uid(), made.ResourceVersion()), (read.Uid(), read.ResourceVersion()));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_refuse_a_name_that_is_taken(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("taken");
        var refusal = await TestCluster.RefusalAsync(() => cluster.JobAsync("taken"));
        Assert.Equal((409, "AlreadyExists", "jobs.batch \"taken\" already exists"), (refusal.Code, refusal.Reason, refusal.Message));
        Assert.Equal(("taken", "batch", "jobs"), (refusal.Details.Name, refusal.Details.Group, refusal.Details.Kind));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_say_what_is_not_there(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        Func<Task>[] calls =
        [
            () => cluster.Client.BatchV1.ReadNamespacedJobAsync("missing", cluster.Namespace),
            () => cluster.Client.BatchV1.DeleteNamespacedJobAsync("missing", cluster.Namespace),
            () => cluster.Client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { }), "missing", cluster.Namespace),
        ];
        foreach (var call in calls)
        {
            var refusal = await TestCluster.RefusalAsync(call);
            Assert.Equal((404, "NotFound", "jobs.batch \"missing\" not found"), (refusal.Code, refusal.Reason, refusal.Message));
        }

        var nowhere = await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.CreateNamespacedSecretAsync(new V1Secret { Metadata = new V1ObjectMeta { Name = "a" } }, "no-such-namespace"));
        Assert.Equal((404, "namespaces \"no-such-namespace\" not found", "namespaces"), (nowhere.Code, nowhere.Message, nowhere.Details.Kind));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_refuse_what_is_not_valid(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var name = await TestCluster.RefusalAsync(() => cluster.MapAsync("Bad_Name"));
        Assert.Equal((422, "Invalid", "metadata.name", "FieldValueInvalid"), (name.Code, name.Reason, name.Details.Causes[0].Field, name.Details.Causes[0].Reason));
        Assert.StartsWith("ConfigMap \"Bad_Name\" is invalid: metadata.name: Invalid value: \"Bad_Name\": a ", name.Message, StringComparison.Ordinal);
        var none = await TestCluster.RefusalAsync(() => cluster.MapAsync(""));
        Assert.Equal((422, "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required"), (none.Code, none.Message));
        var label = await TestCluster.RefusalAsync(() => cluster.MapAsync("a", meta => meta.Labels = new Dictionary<string, string> { ["bad label"] = "x" }));
        Assert.Equal((422, "metadata.labels"), (label.Code, label.Details.Causes[0].Field));
        var always = await TestCluster.RefusalAsync(() => cluster.JobAsync("b", job => job.Spec.Template.Spec.RestartPolicy = "Always"));
        Assert.Equal("Job.batch \"b\" is invalid: spec.template.spec.restartPolicy: Required value: valid values: \"OnFailure\", \"Never\"", always.Message);
        var unknown = await TestCluster.RefusalAsync(() => cluster.JobAsync("b", job => job.Spec.Template.Spec.RestartPolicy = "Often"));
        Assert.Equal("Job.batch \"b\" is invalid: [spec.template.spec.restartPolicy: Unsupported value: \"Often\": supported values: \"Always\", \"OnFailure\", \"Never\", spec.template.spec.restartPolicy: Unsupported value: \"Often\": supported values: \"OnFailure\", \"Never\"]", unknown.Message);
        var elsewhere = await TestCluster.RefusalAsync(() => cluster.MapAsync("a", meta => meta.NamespaceProperty = "elsewhere"));
        Assert.Equal((400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request"), (elsewhere.Code, elsewhere.Reason, elsewhere.Message));
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_refuse_a_change_of_what_has_changed_meanwhile(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var read = await cluster.MapAsync("map");
        await cluster.Client.CoreV1.PatchNamespacedConfigMapAsync(TestCluster.Merge(new { data = new { key = "newer" } }), "map", cluster.Namespace);
        read.Data = new Dictionary<string, string> { ["key"] = "older" };
        var refusal = await TestCluster.RefusalAsync(() => cluster.Client.CoreV1.ReplaceNamespacedConfigMapAsync(read, "map", cluster.Namespace));
        Assert.Equal((409, "Conflict"), (refusal.Code, refusal.Reason));
        Assert.Equal("Operation cannot be fulfilled on configmaps \"map\": the object has been modified; please apply your changes to the latest version and try again", refusal.Message);
        read.Metadata.ResourceVersion = null;
        Assert.Equal("older", (await cluster.Client.CoreV1.ReplaceNamespacedConfigMapAsync(read, "map", cluster.Namespace)).Data["key"]);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_merge_a_patch_and_keep_the_version_where_nothing_changes(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        var made = await cluster.MapAsync("map", meta => meta.Annotations = new Dictionary<string, string> { ["stays"] = "1", ["goes"] = "1" });
        Task<V1ConfigMap> Patch() => cluster.Client.CoreV1.PatchNamespacedConfigMapAsync(new V1Patch("""{"metadata":{"annotations":{"goes":null,"comes":"1"}}}""", V1Patch.PatchType.MergePatch), "map", cluster.Namespace);
        var patched = await Patch();
        Assert.Equal(["comes", "stays"], patched.Metadata.Annotations.Keys.Order());
        Assert.NotEqual(made.ResourceVersion(), patched.ResourceVersion());
        Assert.Equal(patched.ResourceVersion(), (await Patch()).ResourceVersion());
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_refuse_to_change_what_makes_a_job(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        Task Patch(object spec) => cluster.Client.BatchV1.PatchNamespacedJobAsync(TestCluster.Merge(new { spec }), "job", cluster.Namespace);
        Assert.Equal("Job.batch \"job\" is invalid: spec.completions: Invalid value: 4: field is immutable", (await TestCluster.RefusalAsync(() => Patch(new { completions = 4 }))).Message);
        Assert.Equal("Job.batch \"job\" is invalid: spec.activeDeadlineSeconds: Invalid value: -1: must be greater than or equal to 0", (await TestCluster.RefusalAsync(() => Patch(new { activeDeadlineSeconds = -1 }))).Message);
    }

    [Theory, InlineData(Server.Fake), InlineData(Server.Real)]
    public async Task Should_keep_status_and_spec_apart(Server server)
    {
        await using var cluster = await TestCluster.StartAsync(server);
        await cluster.JobAsync("job");
        var pod = await cluster.PodAsync("job");
        await cluster.Client.CoreV1.PatchNamespacedPodAsync(TestCluster.Merge(new { status = new { phase = "Running" } }), pod.Name(), cluster.Namespace);
        Assert.Equal("Pending", (await cluster.Client.CoreV1.ReadNamespacedPodAsync(pod.Name(), cluster.Namespace)).Status.Phase);
        await cluster.EndAsync(pod, "Running");
        Assert.Equal("Running", (await cluster.Client.CoreV1.ReadNamespacedPodAsync(pod.Name(), cluster.Namespace)).Status.Phase);
    }
}
