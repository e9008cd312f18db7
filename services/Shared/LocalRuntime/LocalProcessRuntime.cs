using FlowForge.Jobs;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.LocalRuntime;

/// <summary>Jobs as processes of this machine, each under a supervisor of its own.</summary>
internal sealed class LocalProcessRuntime(LocalLayout layout, JobFiles files, TimeProvider clock) : IJobRuntime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public string Name => "local";

    public Task<JobObservation> ObserveAsync(JobRef job, CancellationToken cancellationToken = default) => Task.FromResult(Observe(job));

    public async Task WarnAsync(JobRef job, string message, CancellationToken cancellationToken = default)
    {
        if (!Directory.Exists(layout.Job(job.JobId))) return;
        await File.AppendAllTextAsync(layout.Warnings(job.JobId), $"{clock.Now():O} {message.ReplaceLineEndings(" ")}\n", cancellationToken);
    }

    public Task TerminateAsync(JobRef job, TimeSpan grace, CancellationToken cancellationToken = default)
    {
        files.MarkTermination(job.JobId, job.Attempt, "terminate");
        if (Processes(job) is not { Members.Count: > 0 } processes) return Task.CompletedTask;
        Signal(processes, Libc.SigTerm);
        // A stopped process would not see it before it goes on.
        Signal(processes, Libc.SigCont);
        return Task.CompletedTask;
    }

    public async Task KillAsync(JobRef job, CancellationToken cancellationToken = default)
    {
        files.MarkTermination(job.JobId, job.Attempt, "kill");
        await EndAsync(job, supervisorToo: false, cancellationToken);
    }

    public async Task ForceDeleteAsync(JobRef job, CancellationToken cancellationToken = default)
    {
        files.MarkTermination(job.JobId, job.Attempt, "force_delete");
        await EndAsync(job, supervisorToo: true, cancellationToken);
        if (Directory.Exists(layout.Job(job.JobId)) && files.Launch(job.JobId, job.Attempt) is not null && files.Exit(job.JobId, job.Attempt) is null)
            files.WriteExit(job.JobId, job.Attempt, 128 + Libc.SigKill, "it was removed by force");
    }

    public Task<IReadOnlyList<JobResource>> ListResourcesAsync(JobRef job, CancellationToken cancellationToken = default) =>
        Task.FromResult(new RuntimeResources(layout, files).List(job));

    public Task DeleteResourceAsync(JobRef job, JobResource resource, CancellationToken cancellationToken = default) =>
        new RuntimeResources(layout, files).DeleteAsync(job, resource, cancellationToken);

    /// <summary>For an attempt that lost its supervisor: not a termination, since nobody asked for its end.</summary>
    internal Task EndLeftoversAsync(JobRef job, CancellationToken cancellationToken) => EndAsync(job, supervisorToo: false, cancellationToken);

    private JobObservation Observe(JobRef job)
    {
        var exit = files.Exit(job.JobId, job.Attempt);
        var processes = Processes(job);
        if (processes is { Members: [_, ..] members })
            return new JobObservation { Presence = JobPresence.Running, Alive = members.Count, Detail = $"alive: {string.Join(", ", members.Take(10))}" };
        if (exit is not null)
        {
            return new JobObservation
            {
                Presence = JobPresence.Ended,
                ExitCode = exit.ExitCode,
                FinishedAt = DateTimeOffset.FromUnixTimeMilliseconds(exit.FinishedAt),
                Detail = exit.Error ?? FormattableString.Invariant($"exit code {exit.ExitCode}"),
            };
        }
        // Where not even its folder is here, it may well live on the machine of another job manager.
        if (processes is null) return new JobObservation { Presence = JobPresence.NotFound, OutOfReach = !Directory.Exists(layout.Job(job.JobId)), Detail = "it was never started here" };
        return processes.Supervisor is not null
            ? new JobObservation { Presence = JobPresence.Running, Detail = "its supervisor is about to start it, or to record its end" }
            : new JobObservation { Presence = JobPresence.Ended, Detail = "nothing of it is alive, and its supervisor left no exit status" };
    }

    private JobProcesses? Processes(JobRef job) =>
        files.Launch(job.JobId, job.Attempt) is { } launch ? new JobProcesses(launch, ProcessTable.Read(), layout, job.JobId) : null;

    private async Task EndAsync(JobRef job, bool supervisorToo, CancellationToken cancellationToken)
    {
        // Processes die in real time, whatever clock the rest of the program is on.
        var real = TimeProvider.System;
        var started = real.GetTimestamp();
        for (var clean = 0; ;)
        {
            if (Processes(job) is not { } processes) return;
            if (supervisorToo && processes.Supervisor is { } supervisor) ProcessSignal.Send(supervisor, Libc.SigKill);
            Signal(processes, Libc.SigKill);
            // The supervisor writes the end once it has reaped everything; before that nothing is verified.
            var settling = processes.Supervisor is not null && (supervisorToo || files.Exit(job.JobId, job.Attempt) is null);
            // Twice, because a process whose parent dies while /proc is read can be missed once.
            clean = processes.Members.Count == 0 && !settling ? clean + 1 : 0;
            if (clean == 2) return;
            if (real.GetElapsedTime(started) > Patience)
                throw new InvalidOperationException($"job '{job.JobId}' attempt {job.Attempt} survived SIGKILL for {Durations.Format(Patience)}: {Survivors(processes)}");
            await Task.Delay(Pause, real, cancellationToken);
        }
    }

    private static string Survivors(JobProcesses processes) =>
        processes.Members.Count > 0 ? string.Join(", ", processes.Members) : $"its supervisor {processes.Supervisor} has not recorded its end";

    private static void Signal(JobProcesses processes, int signal)
    {
        // The whole group at one moment, so that none of it can start another meanwhile; then what has left it, one by one.
        var group = processes.Main is { } main && main.Group == main.Pid ? main.Pid : 0;
        if (group > 1) _ = Libc.SignalGroup(group, signal);
        if (group > 1 && signal != Libc.SigKill) return;
        foreach (var process in processes.Members)
            if (process.Group != group) ProcessSignal.Send(process, signal);
    }
}
