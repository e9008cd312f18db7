using System.Text.Json;
using FlowForge.Jobs;
using Spectre.Console;

namespace FlowForge.Standalone;

/// <summary>How results look: a table for people, JSON for programs.</summary>
internal static class Show
{
    private static readonly JsonSerializerOptions Indented = new(ApiClient.Json) { WriteIndented = true };

    public static void Json(object value) => Console.Out.WriteLine(JsonSerializer.Serialize(value, value.GetType(), Indented));

    public static string ToJson(object value) => JsonSerializer.Serialize(value, value.GetType(), Indented);

    /// <summary>Written elsewhere than to a terminal, a table is as wide as it needs to be, so that nothing is cut.</summary>
    public static void Write(Spectre.Console.Rendering.IRenderable content)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 240;
        AnsiConsole.Write(content);
    }

    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns) table.AddColumn(column);
        return table;
    }

    public static void Row(this Table table, params ReadOnlySpan<string?> cells)
    {
        var texts = new List<Text>();
        foreach (var cell in cells) texts.Add(new Text(cell ?? ""));
        table.AddRow(texts);
    }

    public static string Time(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", System.Globalization.CultureInfo.InvariantCulture) : "";

    /// <summary>How long until then; negative is past.</summary>
    public static string Until(DateTimeOffset? time, DateTimeOffset now) => time is { } at ? Durations.Format(TimeSpan.FromSeconds(Math.Round((at - now).TotalSeconds))) : "";

    public static Table Audit(IEnumerable<AuditEntry> entries)
    {
        var table = Table("time (UTC)", "job", "action", "resource", "ok", "reason", "by", "policy");
        foreach (var e in entries)
            table.Row(Time(e.Timestamp), e.JobId, e.Action, $"{e.ResourceType} {e.ResourceName}", e.Success ? "yes" : "NO", e.ErrorMessage is { } error && error != e.Reason ? $"{e.Reason}: {error}" : e.Reason, e.InitiatedBy, e.PolicySource);
        return table;
    }
}
