using System.Text;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Integration.Tests;

/// <summary>What a person needs who has to find out why jobs have not come to their end.</summary>
internal sealed class ChaosReport(FlowForgeSystem system)
{
    private const int Most = 20;

    public async Task<string> WriteAsync(IReadOnlyList<ChaosJob> jobs)
    {
        var report = new StringBuilder();
        var open = 0;
        foreach (var job in jobs)
        {
            var record = await system.Registry.FindAsync(JobId.Parse(job.Id));
            if (record is { IsCleanedUp: true }) continue;
            if (++open <= Most) await AddAsync(report, job, record);
        }

        report.AppendLine($"{open} of {jobs.Count} jobs are not cleaned up");
        foreach (var letter in await system.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" })) report.AppendLine(Line(letter));
        foreach (var queue in await system.Broker.QueuesAsync()) report.AppendLine($"  {queue}");
        foreach (var service in system.Services.Where(service => !service.IsRunning)) report.AppendLine($"  {service.Replica} is gone");
        return report.ToString();
    }

    public static string Line(AuditEntry letter) => $"  set aside {letter.Timestamp:T}: {letter.JobId} {letter.ResourceName} by {letter.InitiatedBy}: {letter.ErrorMessage}";

    private async Task AddAsync(StringBuilder report, ChaosJob job, JobRecord? record)
    {
        report.AppendLine($"{job}: {(record is null ? "nobody has heard of it" : JsonSerializer.Serialize(record))}");
        var attempt = record?.Attempt ?? 1;
        foreach (var token in new[] { DerivedId.EscalationToken(job.Id, attempt), DerivedId.CleanupToken(job.Id, attempt) })
            if (await system.Ledger.FindAsync(token) is { } timer) report.AppendLine($"  pending, due {timer.DueAt:O}: {timer.Payload}");
        foreach (var entry in await system.AuditOfAsync(job.Id)) report.AppendLine($"  {entry.Timestamp:T} {entry.Action} {entry.ResourceName} {entry.ErrorMessage}");
        foreach (var service in system.Services)
            foreach (var line in service.Log.Split('\n').Where(line => line.Contains(job.Id, StringComparison.Ordinal))) report.AppendLine($"  {service.Replica}: {line}");
    }
}
