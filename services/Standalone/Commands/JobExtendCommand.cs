using System.CommandLine;
using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary><c>flowforge job extend ID</c></summary>
internal static class JobExtendCommand
{
    public static Command Create()
    {
        var id = new Argument<string>("ID") { Description = "The job's id" };
        var by = new Option<string>("--by") { Description = "By how much its deadline moves, such as 30m", Required = true };
        var reason = new Option<string>("--reason") { Description = "Why, for those who read the audit", Required = true };
        var name = CommandShape.As();
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("extend", """
            Gives a running job more time: its deadline moves, and warnings come again. Not beyond the ceilings of the policies, and not
            once it is being stopped. Where the policy wants a second person, it only asks; 'flowforge job approve' gives it.

            Examples:
              flowforge job extend nightly-build --by 30m --reason "the mirror is slow tonight"
              flowforge job extend nightly-build --by 2h --reason "release day" --as ann

            Exit codes: 0 extended or asked for, 2 refused or an option is wrong, 3 no server answers, 4 no such job.
            """)
        { id, by, reason, name, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var key = DerivedId.From("extension", parsed.GetValue(id), parsed.GetValue(name), Environment.MachineName, Environment.ProcessId, TimeProvider.System.GetUtcNow().Ticks);
            var request = new ExtensionRequest { Id = key, By = parsed.GetValue(by), Reason = parsed.GetValue(reason), As = parsed.GetValue(name) };
            var job = await api.PostAsync<JobView>($"/api/jobs/{Uri.EscapeDataString(parsed.GetValue(id)!)}/extensions", request, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(job);
            else Console.WriteLine(job.PendingExtension is { } pending
                ? $"Somebody else than {pending.RequestedBy} has to approve it: flowforge job approve {job.JobId}. Until then job {job.JobId} ends at {Show.Time(job.TimeoutAt)}."
                : $"Job {job.JobId} may run until {Show.Time(job.TimeoutAt)}.");
            return ExitCodes.Done;
        });
        return command;
    }
}
