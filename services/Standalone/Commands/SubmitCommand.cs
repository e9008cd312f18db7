using System.CommandLine;
using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary><c>flowforge submit</c></summary>
internal static class SubmitCommand
{
    public static Command Create()
    {
        var id = new Option<string?>("--id") { Description = "The job's id, a DNS label. Default: made from the program's name" };
        var type = new Option<string?>("--type") { Description = "Its job type, for the policy" };
        var org = new Option<string?>("--org") { Description = "Its organization, for the policy" };
        var timeout = new Option<string?>("--timeout") { Description = "How long it may run, such as 10s, 15m, 2h. Default: the policy's" };
        var grace = new Option<string?>("--grace") { Description = "How long it may take to end when asked to. Default: the policy's" };
        var retention = new Option<string?>("--retention") { Description = "How long what it leaves is kept; 0s removes it at once. Default: the policy's" };
        var attempts = new Option<int>("--attempt-limit") { Description = "How often it may be started if it fails by itself, 1 to 100", DefaultValueFactory = _ => 1 };
        var keep = new Option<bool>("--protected") { Description = "Never kill it, never clean it up" };
        var environment = new Option<string[]>("--env") { Description = "An environment variable, NAME=VALUE; may be repeated", DefaultValueFactory = _ => [] };
        var secrets = new Option<string[]>("--secret") { Description = "A file for its secrets folder, NAME=FILE; may be repeated", DefaultValueFactory = _ => [] };
        var command = new Argument<string[]>("COMMAND") { Description = "The program and its arguments, after --", Arity = ArgumentArity.OneOrMore };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var submit = new Command("submit", """
            Runs a command as a job on the server's machine.

            Examples:
              flowforge submit --timeout 10s --grace 3s -- sleep 60
              flowforge submit --type build --org acme --secret token=./token.txt -- make all

            Exit codes: 0 accepted, 2 refused, 3 no server answers.
            """)
        { id, type, org, timeout, grace, retention, attempts, keep, environment, secrets, url, output, command };
        submit.Runs(async (parsed, cancellationToken) =>
        {
            var request = new JobRequest
            {
                Command = parsed.GetValue(command)!,
                JobId = parsed.GetValue(id),
                JobType = parsed.GetValue(type),
                Organization = parsed.GetValue(org),
                Timeout = parsed.GetValue(timeout),
                GracePeriod = parsed.GetValue(grace),
                Retention = parsed.GetValue(retention),
                AttemptLimit = parsed.GetValue(attempts),
                Protected = parsed.GetValue(keep),
                Environment = Pairs("--env", parsed.GetValue(environment)!, value => value),
                Secrets = Pairs("--secret", parsed.GetValue(secrets)!, ReadSecret),
            };
            using var api = new ApiClient(parsed.GetValue(url)!);
            var accepted = await api.PostAsync<JobAccepted>("/api/jobs", request, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(accepted);
            else Console.WriteLine(accepted.JobId);
            return ExitCodes.Done;
        });
        return submit;
    }

    private static Dictionary<string, string> Pairs(string option, string[] pairs, Func<string, string> read)
    {
        var values = new Dictionary<string, string>();
        foreach (var pair in pairs)
        {
            var at = pair.IndexOf('=', StringComparison.Ordinal);
            // The value may be a secret, so a message names no more than the name.
            if (at < 1) throw new CommandFailure(ExitCodes.Usage, $"{option} takes NAME=VALUE; one of those given has no name or no '='");
            if (!values.TryAdd(pair[..at], read(pair[(at + 1)..]))) throw new CommandFailure(ExitCodes.Usage, $"{option} {pair[..at]} is given twice");
        }

        return values;
    }

    private static string ReadSecret(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"--secret: the file '{file}' cannot be read: {e.Message}");
        }
    }
}
