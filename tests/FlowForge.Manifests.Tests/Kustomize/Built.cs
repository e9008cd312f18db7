using System.Diagnostics;
using k8s;
using k8s.Models;

namespace FlowForge.Manifests.Tests;

/// <summary>What <c>kubectl kustomize</c> makes of a folder: what would be applied.</summary>
internal static class Built
{
    /// <summary>The objects, those of other projects' kinds by their heads alone. Skips the test on a machine without kubectl.</summary>
    public static async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> FromAsync(string folder, CancellationToken cancellationToken)
    {
        var texts = (await RunAsync(folder, cancellationToken)).Split("\n---\n");
        return [.. texts.Select(text => (Text: text, Head: KubernetesYaml.Deserialize<ManifestHead>(text)))
            .Select(pair => Manifest.IsOfOthers(pair.Head.ApiVersion) ? pair.Head : (IKubernetesObject<V1ObjectMeta>)KubernetesYaml.LoadAllFromString(pair.Text, strict: true).Single())];
    }

    private static async Task<string> RunAsync(string folder, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("kubectl", ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        var found = Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(path => File.Exists(Path.Combine(path, "kubectl")));
        Assert.SkipUnless(found, "needs kubectl, whose kustomize builds the overlays");
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, await errors);
        return output;
    }
}
