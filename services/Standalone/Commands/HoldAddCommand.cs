using System.CommandLine;
using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary><c>flowforge hold add JOB</c></summary>
internal static class HoldAddCommand
{
    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id; it need not be known" };
        var reason = new Option<string>("--reason") { Description = "Why, for those who read the audit", Required = true };
        var name = CommandShape.As();
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("add", """
            Holds a job: from now on nothing of it is stopped, cleaned up, restarted or removed, until the hold is taken away. What
            falls due meanwhile waits. A job that nobody knows any more can be held, too: then what it left is no orphan. Of several
            holds the first stands.

            Examples:
              flowforge hold add nightly-build --reason "evidence for incident 4711"
              flowforge hold add nightly-build --reason "the audit looks at it" --as ann

            Exit codes: 0 held, 2 the id or the reason is wrong, 3 no server answers.
            """)
        { job, reason, name, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var request = new HoldRequest { Reason = parsed.GetValue(reason), By = parsed.GetValue(name) };
            var hold = await api.PutAsync<HoldView>("/api/holds/" + Uri.EscapeDataString(parsed.GetValue(job)!), request, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(hold);
            else Console.WriteLine($"Job {hold.JobId} is held by {hold.By} since {Show.Time(hold.At)}: {hold.Reason}");
            return ExitCodes.Done;
        });
        return command;
    }
}
