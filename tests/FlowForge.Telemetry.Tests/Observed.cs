using System.Text.Json;

namespace FlowForge.Telemetry.Tests;

/// <summary>The files of infra/observability.</summary>
internal static class Observed
{
    private static readonly string Folder = Path.Combine(Root(), "infra", "observability");

    public static string Alerts => File.ReadAllText(Path.Combine(Folder, "prometheus", "alerts.yml"));

    /// <summary>Every query of the dashboard.</summary>
    public static IReadOnlyList<string> Queries
    {
        get
        {
            using var dashboard = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "grafana", "dashboards", "flowforge.json")));
            return [.. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.TryGetProperty("targets", out var targets) ? targets.EnumerateArray() : [])
                .Select(target => target.GetProperty("expr").GetString()!)];
        }
    }

    public static string Guide => File.ReadAllText(Path.Combine(Root(), "docs", "observability.md"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "FlowForge.Events.sln"))) folder = folder.Parent ?? throw new DirectoryNotFoundException("the solution's folder");
        return folder.FullName;
    }
}
