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

    public static string Bytes(long bytes) => bytes switch
    {
        < 1 << 10 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes} B"),
        < 1 << 20 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024d:0.#} KiB"),
        < 1 << 30 => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024d / 1024d:0.#} MiB"),
        _ => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{bytes / 1024d / 1024d / 1024d:0.#} GiB"),
    };

    /// <summary>Where there is little room: the time of day, and what matters most.</summary>
    public static Table Audit(IEnumerable<AuditEntry> entries)
    {
        var roomy = Console.IsOutputRedirected || AnsiConsole.Profile.Width >= 200;
        var table = roomy ? Table("time (UTC)", "job", "action", "resource", "ok", "reason", "by", "policy") : Table("time", "job", "action", "resource", "ok", "reason");
        foreach (var e in entries)
        {
            var ok = e.Success ? "yes" : "NO";
            if (roomy) table.Row(Time(e.Timestamp), e.JobId, e.Action, $"{e.ResourceType} {e.ResourceName}", ok, Reason(e), e.InitiatedBy, e.PolicySource);
            else table.Row(Time(e.Timestamp)[11..], e.JobId, e.Action, e.ResourceType, ok, Reason(e));
        }

        return table;
    }

    public static string Reason(AuditEntry entry) => entry.ErrorMessage is { } error && error != entry.Reason ? $"{entry.Reason}: {error}" : entry.Reason;
}
