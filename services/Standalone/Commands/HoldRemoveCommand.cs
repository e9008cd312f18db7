using System.CommandLine;
using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary><c>flowforge hold remove JOB</c></summary>
internal static class HoldRemoveCommand
{
    public static Command Create()
    {
        var job = new Argument<string>("JOB") { Description = "The job's id" };
        var reason = new Option<string>("--reason") { Description = "Why, for those who read the audit", Required = true };
        var name = CommandShape.As();
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("remove", """
            Takes the hold of a job away. What fell due while it was held goes on by itself, within 15 minutes unless the options say
            otherwise.

            Examples:
              flowforge hold remove nightly-build --reason "incident 4711 is closed"

            Exit codes: 0 released, 2 the id or the reason is wrong, 3 no server answers, 4 nobody holds that job.
            """)
        { job, reason, name, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var path = ApiClient.Query("/api/holds/" + Uri.EscapeDataString(parsed.GetValue(job)!), ("reason", parsed.GetValue(reason)), ("by", parsed.GetValue(name)));
            var hold = await api.DeleteAsync<HoldView>(path, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(hold);
            else Console.WriteLine($"Job {hold.JobId} is no longer held. {hold.By} had held it since {Show.Time(hold.At)}: {hold.Reason}");
            return ExitCodes.Done;
        });
        return command;
    }
}
