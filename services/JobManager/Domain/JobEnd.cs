using System.Globalization;
using FlowForge.Contracts;
using FlowForge.LocalRuntime.Processes;

namespace FlowForge.JobManager;

/// <summary>How an attempt ended, as JobFinished says it.</summary>
internal sealed record JobEnd(JobOutcome Outcome, string? Reason)
{
    private static readonly Dictionary<int, string> Names = new()
    {
        [1] = "SIGHUP",
        [2] = "SIGINT",
        [3] = "SIGQUIT",
        [4] = "SIGILL",
        [6] = "SIGABRT",
        [7] = "SIGBUS",
        [8] = "SIGFPE",
        [9] = "SIGKILL",
        [10] = "SIGUSR1",
        [11] = "SIGSEGV",
        [12] = "SIGUSR2",
        [13] = "SIGPIPE",
        [14] = "SIGALRM",
        [15] = "SIGTERM",
        [24] = "SIGXCPU",
        [25] = "SIGXFSZ",
    };

    /// <summary>A job that was stopped from outside was terminated, whatever exit code it chose; one that had ended before that was not.</summary>
    public static JobEnd Of(ExitRecord exit, TerminationMark? mark)
    {
        if (mark is not null && mark.CameBefore(exit)) return new JobEnd(JobOutcome.Terminated, exit.Error ?? $"{Describe(exit)} after {mark.Action}");
        return exit.FailedByItself(mark) ? new JobEnd(JobOutcome.Failed, exit.Error ?? Describe(exit)) : new JobEnd(JobOutcome.Succeeded, null);
    }

    private static string Describe(ExitRecord exit)
    {
        if (exit.Signal is not { } signal) return string.Create(CultureInfo.InvariantCulture, $"exit code {exit.ExitCode}");
        var name = Names.TryGetValue(signal, out var known) ? $" ({known})" : "";
        return string.Create(CultureInfo.InvariantCulture, $"ended by signal {signal}{name}");
    }
}
