using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary>Compares what happened to a job with what must.</summary>
internal static class DemoJudge
{
    private static readonly string[] StepActions = ["warn", "soft_kill", "hard_kill", "force_delete"];

    public static DemoJobReport Judge(DemoJob job, JobDetail detail, bool stateFound)
    {
        var steps = detail.Timeline.Where(entry => StepActions.Contains(entry.Action)).Select(entry => new DemoStep(entry.Action, entry.Timestamp, entry.Success)).ToList();
        var problems = Problems(job, detail, steps, stateFound).ToList();
        return new DemoJobReport
        {
            JobId = job.Id,
            What = job.What,
            Expected = new DemoExpectation(job.Outcome, job.ExitCode, job.Steps, job.SavesState),
            Happened = detail.Job,
            Steps = steps,
            Passed = problems.Count == 0,
            Problems = problems,
            Audit = detail.Timeline,
        };
    }

    private static IEnumerable<string> Problems(DemoJob job, JobDetail detail, List<DemoStep> steps, bool stateFound)
    {
        var seen = detail.Job;
        if (seen.Outcome != job.Outcome) yield return $"its outcome is {seen.Outcome?.ToString() ?? "open"}, not {job.Outcome}";
        if (job.ExitCode is { } code && seen.ExitCode != code) yield return $"its exit code is {seen.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}, not {code}";
        if (!steps.Select(step => step.Action).SequenceEqual(job.Steps)) yield return $"its steps were [{string.Join(", ", steps.Select(step => step.Action))}], not [{string.Join(", ", job.Steps)}]";
        foreach (var failed in steps.Where(step => !step.Success)) yield return $"its {failed.Action} failed";
        if (steps.Find(step => step.Action == "soft_kill") is { } kill && kill.At < seen.TimeoutAt) yield return "it was killed before its limit";
        if (job.SavesState && (seen.StateSavedAt is null || !stateFound)) yield return "its state was not saved";
        if (!seen.CleanedUp) yield return "what it left was not cleaned up";
        var deletions = detail.Timeline.Where(entry => entry.Action == "delete").ToList();
        if (deletions.Count == 0) yield return "the audit tells of no removal";
        foreach (var failed in deletions.Where(entry => !entry.Success)) yield return $"{failed.ResourceType} was not removed: {failed.ErrorMessage}";
        if (!detail.Timeline.Any(entry => entry.Action == "stage_running")) yield return "the audit does not tell of its start";
        foreach (var twice in detail.Timeline.GroupBy(entry => entry.Id).Where(same => same.Count() > 1)) yield return $"the audit has {twice.First().Action} twice";
    }
}
