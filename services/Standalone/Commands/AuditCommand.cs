using System.CommandLine;
using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary><c>flowforge audit</c></summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var job = new Option<string?>("--job") { Description = "Only of that job" };
        var action = new Option<string?>("--action") { Description = "Only that action: warn, soft_kill, hard_kill, force_delete, delete, hook, stage_running, dead_letter, …" };
        var since = new Option<string?>("--since") { Description = "Only from then on: a time (2026-01-31T12:00:00Z) or how long ago (15m)" };
        var until = new Option<string?>("--until") { Description = "Only before then" };
        var failed = new Option<bool>("--failed") { Description = "Only what did not succeed" };
        var limit = new Option<int>("--limit") { Description = "At most the newest so many, 1 to 10000", DefaultValueFactory = _ => 200 };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var audit = new Command("audit", """
            Shows what was done and tried, by whom, why and with what result.

            Examples:
              flowforge audit --since 1h --failed
              flowforge audit --job nightly-build --output json

            Exit codes: 0 shown, 2 an option is wrong, 3 no server answers.
            """)
        { job, action, since, until, failed, limit, url, output };
        audit.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var path = ApiClient.Query("/api/audit", ("job", parsed.GetValue(job)), ("action", parsed.GetValue(action)), ("since", parsed.GetValue(since)),
                ("until", parsed.GetValue(until)), ("success", parsed.GetValue(failed) ? "false" : null), ("limit", parsed.GetValue(limit)));
            var list = await api.GetAsync<AuditList>(path, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(list);
            else if (list.Entries.Count == 0) Console.WriteLine("No entry matches.");
            else Show.Write(Show.Audit(list.Entries));
            return ExitCodes.Done;
        });
        return audit;
    }
}
