using System.Text.RegularExpressions;

namespace FlowForge.Manifests.Tests;

/// <summary>KEDA's, as far as the rules look at it.</summary>
internal sealed partial record ScaledObject(Manifest Manifest)
{
    public string Target => TargetName().Match(Manifest.Text).Groups[1].Value;
    public IEnumerable<string> Queues => QueueName().Matches(Manifest.Text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"scaleTargetRef:\s+name: (\S+)")]
    private static partial Regex TargetName();

    [GeneratedRegex(@"queueName: (\S+)")]
    private static partial Regex QueueName();
}
