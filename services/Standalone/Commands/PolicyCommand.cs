using System.CommandLine;
using FlowForge.Configuration;
using FlowForge.Hooks;
using FlowForge.HttpApi;
using FlowForge.Jobs;
using FlowForge.Policies;

namespace FlowForge.Standalone;

/// <summary><c>flowforge policy explain|validate</c></summary>
internal static class PolicyCommand
{
    public static Command Create() => new("policy", "Explains and checks timeout policies.") { Explain(), Validate() };

    public static void Print(PolicyView policy)
    {
        var ladder = Show.Table("after", "step", "message");
        foreach (var step in policy.Escalation) ladder.Row(Durations.Format(step.After), step.Action, step.Message);
        var values = Show.Table("value", "is", "from", "note");
        foreach (var value in policy.Values) values.Row(value.Key, value.Value, value.Source, value.Note);
        Show.Write(ladder);
        Show.Write(values);
    }

    private static Command Explain()
    {
        var org = new Option<string?>("--org") { Description = "The job's organization" };
        var type = new Option<string?>("--type") { Description = "The job's type" };
        var timeout = new Option<string?>("--timeout") { Description = "The timeout that the job itself asks for" };
        var grace = new Option<string?>("--grace") { Description = "The grace period that the job itself asks for" };
        var retention = new Option<string?>("--retention") { Description = "The retention that the job itself asks for" };
        var config = new Option<string?>("--config") { Description = "Ask this file instead of a server" };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var explain = new Command("explain", """
            Tells which limits and retention a job would get, and where each value comes from.

            Examples:
              flowforge policy explain --org acme --type build --timeout 5h
              flowforge policy explain --config flowforge.json --type build

            Exit codes: 0 explained, 2 an option or the file is wrong, 3 no server answers.
            """)
        { org, type, timeout, grace, retention, config, url, output };
        explain.Runs(async (parsed, cancellationToken) =>
        {
            var view = parsed.GetValue(config) is { } file
                ? PolicyView.Of(PolicyResolver.Resolve(Read(file), Ask(parsed.GetValue(org), parsed.GetValue(type), parsed.GetValue(timeout), parsed.GetValue(grace), parsed.GetValue(retention))))
                : await AskServerAsync();
            if (parsed.GetValue(output) == "json") Show.Json(view);
            else Print(view);
            return ExitCodes.Done;

            async Task<PolicyView> AskServerAsync()
            {
                using var api = new ApiClient(parsed.GetValue(url)!);
                return await api.GetAsync<PolicyView>(ApiClient.Query("/api/policies/explain", ("organization", parsed.GetValue(org)), ("type", parsed.GetValue(type)),
                    ("timeout", parsed.GetValue(timeout)), ("gracePeriod", parsed.GetValue(grace)), ("retention", parsed.GetValue(retention))), cancellationToken);
            }
        });
        return explain;
    }

    private static Command Validate()
    {
        var file = new Argument<string>("FILE") { Description = "The configuration file" };
        var output = CommandShape.Output();
        var validate = new Command("validate", """
            Checks a configuration file as the server would, and names everything that is wrong with it.

            Example:
              flowforge policy validate flowforge.json

            Exit codes: 0 valid, 2 not valid or not readable.
            """)
        { file, output };
        validate.Runs((parsed, _) =>
        {
            Read(parsed.GetValue(file)!);
            if (parsed.GetValue(output) == "json") Show.Json(new { file = parsed.GetValue(file), valid = true });
            else Console.WriteLine($"{parsed.GetValue(file)} is valid.");
            return Task.FromResult(ExitCodes.Done);
        });
        return validate;
    }

    private static PolicySet Read(string file)
    {
        try
        {
            return PolicyParser.Parse(File.ReadAllText(file), [new HookSection()], file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Usage, $"'{file}' cannot be read: {e.Message}");
        }
        catch (PolicyFileException e)
        {
            throw new CommandFailure(ExitCodes.Usage, e.Message);
        }
    }

    private static PolicyRequest Ask(string? org, string? type, string? timeout, string? grace, string? retention)
    {
        try
        {
            return Queries.Policy(org, type, timeout, grace, retention);
        }
        catch (InvalidEventException e)
        {
            throw new CommandFailure(ExitCodes.Usage, e.Message);
        }
    }
}
