using System.Globalization;
using YamlDotNet.RepresentationModel;

namespace FlowForge.Worker.Tests;

/// <summary>infra/kubernetes/job/job.yaml.</summary>
internal sealed class JobManifest
{
    private readonly IReadOnlyList<YamlNode> _documents;

    public JobManifest()
    {
        using var file = File.OpenText(Path.Combine(AppContext.BaseDirectory, "read", "job.yaml"));
        var stream = new YamlStream();
        stream.Load(file);
        _documents = [.. stream.Documents.Select(document => document.RootNode)];
    }

    public YamlNode Job => Of("Job");
    public YamlNode Secret => Of("Secret");
    public YamlNode Pod => At(Job, "spec", "template", "spec")!;
    public YamlNode Worker => ((YamlSequenceNode)At(Pod, "containers")!).Single();

    /// <summary>Null where there is none.</summary>
    public static YamlNode? At(YamlNode node, params string[] path)
    {
        var found = node;
        foreach (var key in path)
        {
            if (found is not YamlMappingNode map || !map.Children.TryGetValue(new YamlScalarNode(key), out found)) return null;
        }
        return found;
    }

    public static string? Text(YamlNode node, params string[] path) => (At(node, path) as YamlScalarNode)?.Value;

    public static int Number(YamlNode node, params string[] path) =>
        int.Parse(Text(node, path) ?? throw new InvalidOperationException($"there is no {string.Join('.', path)}"), NumberStyles.None, CultureInfo.InvariantCulture);

    public static IReadOnlyDictionary<string, string?> Map(YamlNode node, params string[] path) =>
        ((YamlMappingNode)At(node, path)!).Children.ToDictionary(pair => ((YamlScalarNode)pair.Key).Value!, pair => (pair.Value as YamlScalarNode)?.Value);

    /// <summary>The entries of a list by their name.</summary>
    public static IReadOnlyDictionary<string, YamlNode> Named(YamlNode node, params string[] path) =>
        ((YamlSequenceNode)At(node, path)!).Children.ToDictionary(item => Text(item, "name")!);

    private YamlNode Of(string kind) => _documents.Single(document => Text(document, "kind") == kind);
}
