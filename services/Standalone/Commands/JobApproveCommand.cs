using System.CommandLine;
using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary><c>flowforge job approve ID</c></summary>
internal static class JobApproveCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The job's id" };
        var name = CommandShape.As();
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("approve", """
            Approves the extension that somebody else has asked for. Names are claims: the server does not ask who calls.

            Examples:
              flowforge job approve nightly-build --as bob

            Exit codes: 0 extended, 2 refused, 3 no server answers, 4 no such job, or nothing to approve.
            """)
        { id, name, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var path = "/api/jobs/" + Uri.EscapeDataString(parsed.GetValue(id)!);
            var asked = (await api.GetAsync<JobDetail>(path, cancellationToken)).Job.PendingExtension
                ?? throw new CommandFailure(ExitCodes.NotFound, $"Job {parsed.GetValue(id)} has no extension that waits for approval. A request is void once the job ended or is being stopped, its deadline moved, or another attempt began.");
            var job = await api.PostAsync<JobView>($"{path}/extensions/{asked.Id}/approval", new ExtensionApprovalRequest { As = parsed.GetValue(name) }, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(job);
            else Console.WriteLine($"Job {job.JobId} may run until {Show.Time(job.TimeoutAt)}, {Durations.Format(asked.By)} longer, as {asked.RequestedBy} has asked: {asked.Reason}");
            return ExitCodes.Done;
        });
        return command;
    }
}
