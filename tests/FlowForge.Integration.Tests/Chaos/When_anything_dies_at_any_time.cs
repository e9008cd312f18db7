using System.Globalization;
using System.Text;
using FlowForge.Contracts;
using FlowForge.Jobs;
using FlowForge.Testing;

namespace FlowForge.Integration.Tests;

/// <summary>
/// The promise of the distributed mode. <c>FLOWFORGE_CHAOS_SEED</c> repeats a run's plan (not its timing), <c>FLOWFORGE_CHAOS_JOBS</c>
/// makes it larger.
/// </summary>
[Collection(nameof(Alone))]
public sealed class When_anything_dies_at_any_time(ITestOutputHelper output)
{
    private const int Processes = 60;
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(6);

    [Fact]
    public async Task Should_every_job_end_in_the_right_state_and_every_act_be_audited_once()
    {
        var seed = Setting("FLOWFORGE_CHAOS_SEED", 20_261);
        var jobs = ChaosJob.Make(Setting("FLOWFORGE_CHAOS_JOBS", 520), Processes, Duration * 0.8, new Random(seed));
        await using var servers = DevServers.Separate();
        await using var system = await FlowForgeSystem.StartAsync(servers, replicas: 2, new() { ["OPTIONS__SCHEDULER__ALIVEFOR"] = "4s", ["RABBITMQ__PATIENCE"] = "40s" });
        await using var keeper = new Keeper(system.Services);
        await using var foreign = new ForeignJobManager(system.Broker, new Random(seed + 1));
        var monkey = new ChaosMonkey(system, servers, new Random(seed + 2), output.WriteLine);
        using var patience = new CancellationTokenSource(Duration + Patience);

        try
        {
            var work = Task.WhenAll(jobs.Select(job => RunAsync(job, system, foreign, patience.Token)));
            await monkey.RunAsync(Duration, patience.Token);
            await work;
            await system.ReadyAsync();
        }
        catch (Exception e)
        {
            // The disposal of what lies broken may fail too, and would hide this.
            output.WriteLine($"{e}");
            throw;
        }

        var records = new Dictionary<string, JobRecord>();
        try
        {
            foreach (var job in jobs)
                records[job.Id] = await system.SeeAsync(job.Id, record => record.IsCleanedUp, "is not cleaned up", Patience);
            await Eventually.IsTrueAsync(async () => !(await system.Broker.MessagesAsync()).Keys.Any(IsWork), "messages are left in the queues", Patience);
        }
        catch (TimeoutException e)
        {
            // First, because a server that is away keeps the report from being written.
            output.WriteLine(e.Message);
            output.WriteLine(await new ChaosReport(system).WriteAsync(jobs));
            throw;
        }

        var audit = new Dictionary<string, IReadOnlyList<AuditEntry>>();
        foreach (var job in jobs) audit[job.Id] = await system.AuditOfAsync(job.Id);
        output.WriteLine(Tally(seed, jobs, records, audit, keeper, monkey, foreign));
        var setAside = await system.Audit.QueryAsync(new AuditQuery { Action = "dead_letter" });
        foreach (var letter in setAside) output.WriteLine(ChaosReport.Line(letter));
        Assert.Multiple([.. jobs.Select(job => (Action)(() => Check(job, records[job.Id], audit[job.Id])))]);
        Assert.Empty(setAside);
        Assert.Empty(await system.Broker.MessagesAsync());
        Assert.Empty(system.Survivors());
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(system.Data, "artifacts"), "*", SearchOption.AllDirectories));
    }

    private static async Task RunAsync(ChaosJob job, FlowForgeSystem system, ForeignJobManager foreign, CancellationToken cancellationToken)
    {
        await Task.Delay(job.BeginsAt, cancellationToken);
        if (job.IsForeign)
        {
            system.LeaveArtifact(job.Id);
            await foreign.RunAsync(job, cancellationToken);
            return;
        }

        while (!await system.TrySubmitAsync(job.Id, job.Script, job.Timeout, retention: "1s"))
            await Task.Delay(TimeSpan.FromMilliseconds(500), cancellationToken);
    }

    private static void Check(ChaosJob job, JobRecord record, IReadOnlyList<AuditEntry> audit)
    {
        Assert.True(record.Outcome == job.Outcome, $"{job} ended {record.Outcome}: {record.FinishReason}");
        foreach (var step in job.Steps) Assert.True(audit.Count(entry => entry.Action == step) == 1, $"{job} has {audit.Count(entry => entry.Action == step)} entries {step}");
        string[] stages = ["stage_pre_start", "stage_running", "stage_completing", job.Outcome == JobOutcome.Succeeded ? "stage_completed" : "stage_failed", "stage_cleanup"];
        foreach (var stage in stages) Assert.True(audit.Count(entry => entry.Action == stage) == 1, $"{job} has {audit.Count(entry => entry.Action == stage)} entries {stage}");
        var deletes = audit.Where(entry => entry is { Action: "delete", Success: true }).GroupBy(entry => (entry.ResourceType, entry.ResourceName)).ToList();
        var failures = audit.Where(entry => entry is { Action: "delete", Success: false }).Select(entry => $"{entry.ResourceName}: {entry.ErrorMessage}");
        Assert.True(deletes.Count == (job.IsForeign ? 1 : 7), $"{job} has deletions of {string.Join(", ", deletes.Select(same => same.Key))}; not removed at first: {string.Join(", ", failures)}");
        foreach (var same in deletes) Assert.True(same.Count() == 1, $"{job} has {same.Count()} deletions of {same.Key}");
    }

    private static string Tally(int seed, IReadOnlyList<ChaosJob> jobs, Dictionary<string, JobRecord> records, Dictionary<string, IReadOnlyList<AuditEntry>> audit, Keeper keeper, ChaosMonkey monkey, ForeignJobManager foreign)
    {
        var late = jobs.Where(job => job.Steps.Count > 0)
            .Select(job => audit[job.Id].Where(entry => entry.Action == "soft_kill").Select(entry => entry.Timestamp - records[job.Id].TimeoutAt!.Value).FirstOrDefault()).Order().ToList();
        var tally = new StringBuilder();
        tally.AppendLine(CultureInfo.InvariantCulture, $"seed {seed}, {jobs.Count} jobs, {jobs.Count(job => !job.IsForeign)} of them processes");
        foreach (var (what, times) in monkey.Done.OrderBy(pair => pair.Key, StringComparer.Ordinal)) tally.AppendLine(CultureInfo.InvariantCulture, $"  {what}: {times}");
        tally.AppendLine(CultureInfo.InvariantCulture, $"  replicas that ended by themselves and were started again: {keeper.Restarts}");
        foreach (var kind in jobs.GroupBy(job => job.Kind).OrderBy(kind => kind.Key))
            tally.AppendLine(CultureInfo.InvariantCulture, $"  {kind.Key}: {kind.Count()}, of which {string.Join(", ", kind.GroupBy(job => records[job.Id].Outcome).Select(same => $"{same.Count()} {same.Key}"))}");
        tally.AppendLine(CultureInfo.InvariantCulture, $"  events published by the foreign job manager: {foreign.Published}, sent again because nobody had confirmed them: {foreign.Repeated}");
        foreach (var action in audit.Values.SelectMany(entries => entries).GroupBy(entry => (entry.Action, entry.Success)).OrderBy(same => same.Key))
            tally.AppendLine(CultureInfo.InvariantCulture, $"  audit {action.Key.Action}{(action.Key.Success ? "" : " (failed)")}: {action.Count()}");
        tally.Append(CultureInfo.InvariantCulture, $"  soft kills after their deadline: median {late[late.Count / 2].TotalSeconds:N1} s, latest {late[^1].TotalSeconds:N1} s");
        return tally.ToString();
    }

    /// <summary>What was set aside stays there for a person; that there is none of it is asked at the end.</summary>
    private static bool IsWork(string queue) => !queue.EndsWith("_error", StringComparison.Ordinal) && queue is not ("flowforge.dead-letter" or "flowforge.unroutable");

    private static int Setting(string name, int usual) => int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var given) ? given : usual;
}
