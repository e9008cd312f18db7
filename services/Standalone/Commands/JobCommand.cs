using System.CommandLine;
using FlowForge.HttpApi;
using FlowForge.Jobs;
using Spectre.Console;

namespace FlowForge.Standalone;

/// <summary><c>flowforge job ID</c></summary>
internal static class JobCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The job's id" };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("job", """
            Shows one job: where it stands, what is scheduled, the policy it runs under, and all that has happened.

            Examples:
              flowforge job nightly-build
              flowforge job nightly-build --output json

            Exit codes: 0 shown, 2 that is no job id, 3 no server answers, 4 no such job.
            """)
        { id, url, output, JobExtendCommand.Create(), JobApproveCommand.Create() };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var detail = await api.GetAsync<JobDetail>("/api/jobs/" + Uri.EscapeDataString(parsed.GetValue(id)!), cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(detail);
            else Print(detail, TimeProvider.System.GetUtcNow());
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(JobDetail detail, DateTimeOffset now)
    {
        var job = detail.Job;
        var facts = new Grid().AddColumn().AddColumn();
        foreach (var (name, value) in ((string, string?)[])
        [
            ("job", $"{job.JobId}, attempt {job.Attempt}{(job.Protected ? ", protected" : "")}"),
            ("stage", Queries.Spelled(job.Stage)),
            ("started", Show.Time(job.StartedAt)),
            ("limit", job.TimeoutAt is null ? null : $"{Show.Time(job.TimeoutAt)}{(job.FinishedAt is null ? $", in {Show.Until(job.TimeoutAt, now)}" : "")}"),
            ("asked for", job.PendingExtension is { } asked ? $"{Durations.Format(asked.By)} more, by {asked.RequestedBy}: {asked.Reason}; somebody else has to approve it" : null),
            ("held", job.Hold is { } hold ? $"by {hold.By} since {Show.Time(hold.At)}: {hold.Reason}" : null),
            ("last heartbeat", Show.Time(job.LastHeartbeatAt)),
            ("silent", job.Silence),
            ("state saved", Show.Time(job.StateSavedAt)),
            ("finished", Show.Time(job.FinishedAt)),
            ("outcome", job.Outcome is { } outcome ? $"{Queries.Spelled(outcome)}, exit code {job.ExitCode?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "unknown"}" : null),
            ("reason", job.Reason),
        ])
            if (!string.IsNullOrEmpty(value)) facts.AddRow(new Text(name), new Text(value));
        Show.Write(facts);

        var timeline = Show.Table("time (UTC)", "what", "resource", "ok", "reason");
        foreach (var e in detail.Timeline)
            timeline.Row(Show.Time(e.Timestamp), e.Action, $"{e.ResourceType} {e.ResourceName}", e.Success ? "yes" : "NO", Show.Reason(e));
        foreach (var step in detail.Scheduled)
            timeline.Row(Show.Time(step.DueAt), step.What, "", "", $"scheduled, in {Show.Until(step.DueAt, now)}");
        Show.Write(timeline);
        if (detail.Policy is { } policy) PolicyCommand.Print(policy);
    }
}
