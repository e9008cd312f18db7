using System.Text.RegularExpressions;
using FlowForge.Jobs;
using FlowForge.Storage.Sqlite;

namespace FlowForge.Storage.Tests.Sqlite;

/// <summary>A million rows must cost index time: no statement walks over or sorts a table.</summary>
public sealed partial class When_statements_are_planned : IAsyncDisposable
{
    private readonly SqliteStore _store = new();

    public static TheoryData<string, string> Statements => new()
    {
        { SqliteTimerLedger.Expire, "timers_held (leased_until<?)" },
        { SqliteTimerLedger.Lease, "timers_free (due_at<?)" },
        { SqliteTimerLedger.ReleaseAll, "timers_held" },
        { SqliteTimerLedger.ReleaseOne, "(token=?)" },
        { SqliteTimerLedger.IsHeld, "(token=?)" },
        { SqliteTimerLedger.Cancel, "(token=?)" },
        { SqliteTimerLedger.Complete, "(token=?)" },
        { SqliteTimerLedger.Find, "(token=?)" },
        { JobStatements.Start, "(job_id=?)" },
        { JobStatements.Finish, "(job_id=?)" },
        { JobStatements.Settle, "(job_id=?)" },
        { JobStatements.Find, "(job_id=?)" },
        { JobStatements.UnsettledPage, "jobs_unsettled (job_id>?)" },
        { JobStatements.DueLooks, "jobs_by_look (look_at<?)" },
        { JobStatements.Look, "(job_id=?)" },
        { JobStatements.CountSilent, "jobs_by_look (look_at>?)" },
        { JobStatements.Held, "jobs_held" },
        { JobStatements.ForgetSettled, "jobs_settled (settled_at<?)" },
        { JobStatements.ForgetUnannounced, "jobs_unannounced (attempt_seen_at<?)" },
        { JobStatements.List(false, false, false), "jobs_newest" },
        { JobStatements.List(true, false, false), "jobs_by_stage (stage=?)" },
        { JobStatements.List(false, true, false), "jobs_by_organization (organization=?)" },
        { JobStatements.List(false, false, true), "jobs_by_type (job_type=?)" },
        { JobStatements.List(true, true, true), "=?)" },
        { SqliteAuditStore.Newest(new AuditQuery()).Sql, "audit_by_time" },
        { SqliteAuditStore.Newest(new AuditQuery { JobId = "x" }).Sql, "audit_by_job (job_id=?)" },
        { SqliteAuditStore.Newest(new AuditQuery { Action = "x", Success = true }).Sql, "audit_by_action (action=?)" },
        { SqliteAuditStore.Newest(new AuditQuery { Since = DateTimeOffset.UnixEpoch, Until = DateTimeOffset.UnixEpoch }).Sql, "audit_by_time (timestamp>? AND timestamp<?)" },
        { SqliteMessageJournal.Complete, "(message_id=? AND queue=?)" },
        { SqliteMessageJournal.ForgetDeadLetters, "dead_letters_by_time (at<?)" },
        { SqliteHookRunStore.Forget, "hook_runs_by_time (at<?)" },
        { SqliteMessageJournal.Oldest, "(rowid>?)" },
    };

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task Should_use_an_index_and_never_sort(string sql, string index)
    {
        (string, object?)[] values = [.. Parameter().Matches(sql).Select(match => match.Value).Distinct().Select(name => (name, (object?)1))];
        var plan = await _store.Database.WriteAsync(s => s.Query("EXPLAIN QUERY PLAN " + sql, row => row.GetString(3), values), default);
        var text = string.Join("\n", plan);
        Assert.Contains(index, text, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", text, StringComparison.Ordinal);
        Assert.All(plan.Where(step => step.StartsWith("SCAN", StringComparison.Ordinal)), step => Assert.Contains("INDEX", step, StringComparison.Ordinal));
    }

    [GeneratedRegex("@[a-z]+")]
    private static partial Regex Parameter();
}
