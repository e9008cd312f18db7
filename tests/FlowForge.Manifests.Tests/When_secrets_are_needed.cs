using System.Text.RegularExpressions;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

public sealed partial class When_secrets_are_needed
{
    public static TheoryData<string> Texts =>
        [.. Directory.EnumerateFiles(Manifests.Folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Manifests.Folder, file)).Where(file => Path.GetExtension(file) is ".yaml" or ".env" or ".json").Order()];

    [Fact]
    public void Should_no_manifest_be_one() => Assert.DoesNotContain(Manifests.Files, manifest => manifest.Kind == V1Secret.KubeKind);

    [Theory, MemberData(nameof(Texts))]
    public void Should_no_file_hold_one(string file)
    {
        var text = File.ReadAllText(Path.Combine(Manifests.Folder, file));

        Assert.DoesNotContain("secretGenerator", text, StringComparison.Ordinal);
        Assert.DoesNotMatch(PasswordSetting(), text);
        Assert.DoesNotMatch(PasswordInAddress(), text);
    }

    [Fact]
    public void Should_each_service_read_its_own_and_no_others() => Assert.All(Manifests.Services, service =>
    {
        var pod = Manifests.The<V1Deployment>(service).Spec.Template.Spec;
        var volume = Assert.Single(pod.Volumes, volume => volume.Secret is not null);
        Assert.Equal(service, volume.Secret.SecretName);
        // Readable for the pod's group, which is the service's, and for nobody else.
        Assert.Equal(Convert.ToInt32("440", 8), volume.Secret.DefaultMode);
        Assert.Equal("/run/secrets/flowforge", Assert.Single(pod.Containers[0].VolumeMounts, mount => mount.Name == volume.Name).MountPath);
        Assert.Null(pod.Containers[0].Env);
        Assert.All(pod.Containers[0].EnvFrom, source => Assert.Null(source.SecretRef));
    });

    [Fact]
    public void Should_all_that_are_mounted_be_made_by_the_script()
    {
        var script = File.ReadAllText(Path.Combine(Manifests.Folder, "secrets.sh"));
        var made = MadeByName().Matches(script).Select(match => match.Groups[1].Value).Concat(MadeForServices().Match(script).Groups[1].Value.Split(' '));

        Assert.Equal(Manifests.Workloads.SelectMany(workload => workload.Pod.Volumes).Select(volume => volume.Secret?.SecretName).OfType<string>().Distinct().Order(), made.Order());
    }

    /// <summary>A setting or a variable of that name, with a value.</summary>
    [GeneratedRegex(@"^\s*(- )?\w*(PASSWORD|SECRETKEY|ACCESSKEY)\w*\s*[=:]", RegexOptions.IgnoreCase | RegexOptions.Multiline)]
    private static partial Regex PasswordSetting();

    /// <summary>A comment may show where it goes, by dots.</summary>
    [GeneratedRegex(@"[a-z]+://[^\s/@:]+:(?!…)[^\s/@]+@")]
    private static partial Regex PasswordInAddress();

    [GeneratedRegex(@"^secret ([a-z-]+) ", RegexOptions.Multiline)]
    private static partial Regex MadeByName();

    [GeneratedRegex("for service in ([^;]+);")]
    private static partial Regex MadeForServices();
}
