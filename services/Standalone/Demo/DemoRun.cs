using FlowForge.HttpApi;
using FlowForge.Jobs;
using Spectre.Console;

namespace FlowForge.Standalone;

/// <summary>Runs the demo's jobs on a server and watches them from outside, through its HTTP API.</summary>
internal sealed class DemoRun(ApiClient api, string dataFolder, string tag)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(50);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, JobView> _seen = [];
    private readonly HashSet<string> _statesFound = [];
    private readonly TimeProvider _clock = TimeProvider.System;

    public async Task<DemoReport> RunAsync(CancellationToken cancellationToken)
    {
        var startedAt = _clock.Now();
        var orphan = new DemoOrphan(api, dataFolder);
        orphan.Plant();
        foreach (var job in DemoJobs.All) await api.PostAsync<JobAccepted>("/api/jobs", job.Request(tag), cancellationToken);
        var scanned = orphan.RunAsync(cancellationToken);
        var problems = new List<string>();
        if (Console.IsOutputRedirected) await WatchAsync(ShowChanges, cancellationToken);
        else await AnsiConsole.Live(Draw()).StartAsync(live => WatchAsync(_ => { live.UpdateTarget(Draw()); live.Refresh(); }, cancellationToken));
        if (!AllSettled) problems.Add($"not all jobs were settled within {Longest.TotalSeconds:0} s");

        problems.AddRange(Survivors.Find(tag).Select(process => $"a process survived: {process}"));
        var jobs = new List<DemoJobReport>();
        foreach (var job in DemoJobs.All)
            jobs.Add(DemoJudge.Judge(job, await api.GetAsync<JobDetail>($"/api/jobs/{job.Id}", cancellationToken), _statesFound.Contains(job.Id)));
        var orphaned = await scanned;
        return new DemoReport
        {
            StartedAt = startedAt,
            FinishedAt = _clock.Now(),
            Passed = problems.Count == 0 && jobs.All(job => job.Passed) && orphaned.Passed,
            Problems = problems,
            Jobs = jobs,
            Orphan = orphaned,
        };
    }

    private bool AllSettled => DemoJobs.All.All(job => _seen.TryGetValue(job.Id, out var view) && view.CleanedUp);

    private Table Draw() => DemoTable.Of(DemoJobs.All, _seen, _clock.Now());

    private async Task WatchAsync(Action<IReadOnlyList<JobView>> show, CancellationToken cancellationToken)
    {
        var deadline = _clock.GetUtcNow() + Longest;
        while (!AllSettled && _clock.GetUtcNow() < deadline)
        {
            var jobs = (await api.GetAsync<JobList>("/api/jobs", cancellationToken)).Jobs;
            foreach (var job in DemoJobs.All.Where(job => job.SavesState && StateIsThere(job))) _statesFound.Add(job.Id);
            var changed = jobs.Where(job => !_seen.TryGetValue(job.JobId, out var before) || DemoTable.Line(before) != DemoTable.Line(job)).ToList();
            foreach (var job in jobs) _seen[job.JobId] = job;
            show(changed);
            await Task.Delay(LookAgain, _clock, cancellationToken);
        }
    }

    private void ShowChanges(IReadOnlyList<JobView> changed)
    {
        foreach (var job in changed) Console.WriteLine($"{_clock.GetUtcNow():HH:mm:ss.f}  {DemoTable.Line(job)}");
    }

    private bool StateIsThere(DemoJob job) =>
        Directory.Exists(Path.Combine(dataFolder, "artifacts"))
        && Directory.EnumerateFiles(Path.Combine(dataFolder, "artifacts"), "state.txt", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Any(file => file.Contains($"/{job.Id}/", StringComparison.Ordinal));
}
