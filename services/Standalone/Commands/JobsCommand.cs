using System.CommandLine;
using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary><c>flowforge jobs</c></summary>
internal static class JobsCommand
{
    public static Command Create()
    {
        var stage = new Option<string?>("--stage") { Description = "Only those in that stage: pre_start, running, terminating, completed, failed, cleanup" };
        var org = new Option<string?>("--org") { Description = "Only those of that organization" };
        var type = new Option<string?>("--type") { Description = "Only those of that type" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 1000", DefaultValueFactory = _ => 100 };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var jobs = new Command("jobs", """
            Lists jobs, newest first.

            Examples:
              flowforge jobs
              flowforge jobs --stage running --output json

            Exit codes: 0 listed, 2 an option is wrong, 3 no server answers.
            """)
        { stage, org, type, limit, url, output };
        jobs.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var path = ApiClient.Query("/api/jobs", ("stage", parsed.GetValue(stage)), ("organization", parsed.GetValue(org)), ("type", parsed.GetValue(type)), ("limit", parsed.GetValue(limit)));
            var list = await api.GetAsync<JobList>(path, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(list);
            else Print(list, TimeProvider.System.GetUtcNow());
            return ExitCodes.Done;
        });
        return jobs;
    }

    private static void Print(JobList list, DateTimeOffset now)
    {
        if (list.Jobs.Count == 0)
        {
            Console.WriteLine("No jobs. 'flowforge submit -- COMMAND' starts one.");
            return;
        }

        var table = Show.Table("job", "stage", "attempt", "org", "type", "started (UTC)", "time left", "next step", "outcome", "exit", "clean-up in");
        foreach (var job in list.Jobs)
        {
            table.Row(
                job.JobId, Queries.Spelled(job.Stage), $"{job.Attempt}", job.Organization, job.JobType, Show.Time(job.StartedAt),
                job.FinishedAt is null ? Show.Until(job.TimeoutAt, now) : "", job.NextStep is { } next ? $"{next.What} in {Show.Until(next.DueAt, now)}" : "",
                job.Outcome is { } outcome ? Queries.Spelled(outcome) : "", $"{job.ExitCode}", job.CleanedUp ? "done" : Show.Until(job.CleanupAt, now));
        }

        Show.Write(table);
    }
}
