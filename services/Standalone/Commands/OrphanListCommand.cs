using System.CommandLine;
using FlowForge.HttpApi;
using FlowForge.Jobs;

namespace FlowForge.Standalone;

/// <summary><c>flowforge orphans list</c></summary>
internal static class OrphanListCommand
{
    public static Command Create()
    {
        var kind = new Option<string?>("--kind") { Description = $"Only that kind: {string.Join(", ", OwnedKinds.All)}" };
        var state = new Option<string?>("--state") { Description = "Only in that state: seen, removing, removed, restored" };
        var job = new Option<string?>("--job") { Description = "Only of that job" };
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 1000", DefaultValueFactory = _ => 100 };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("list", """
            Shows what scans have seen without an owner: what each holds, why it goes or stays, and until when it can be restored.

            Examples:
              flowforge orphans list --state seen
              flowforge orphans list --kind secret --output json

            Exit codes: 0 shown, 2 an option is wrong, 3 no server answers.
            """)
        { kind, state, job, limit, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var path = ApiClient.Query("/api/orphans", ("kind", parsed.GetValue(kind)), ("state", parsed.GetValue(state)), ("job", parsed.GetValue(job)), ("limit", parsed.GetValue(limit)));
            var list = await api.GetAsync<OrphanList>(path, cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(list);
            else if (list.Orphans.Count == 0) Console.WriteLine("No orphan matches.");
            else Print(list.Orphans);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<OrphanView> orphans)
    {
        var table = Show.Table("id", "kind", "name", "holds", "state", "first seen (UTC)", "restore until (UTC)", "why");
        foreach (var orphan in orphans)
            table.Row(orphan.Id.ToString(), orphan.Kind, orphan.Namespace is { } ns ? $"{ns}/{orphan.Name}" : orphan.Name, orphan.Bytes is { } bytes ? Show.Bytes(bytes) : "", orphan.State,
                Show.Time(orphan.FirstSeenAt), Show.Time(orphan.UndoUntil), orphan.Error is { } error ? $"{orphan.Reason}: {error}" : orphan.Reason);
        Show.Write(table);
    }
}
