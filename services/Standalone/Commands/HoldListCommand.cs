using System.CommandLine;
using FlowForge.HttpApi;

namespace FlowForge.Standalone;

/// <summary><c>flowforge hold list</c></summary>
internal static class HoldListCommand
{
    public static Command Create()
    {
        var limit = new Option<int>("--limit") { Description = "At most so many, 1 to 1000", DefaultValueFactory = _ => 100 };
        var url = CommandShape.Url();
        var output = CommandShape.Output();
        var command = new Command("list", """
            Shows which jobs are held: by whom, since when and why. The longest held comes first.

            Examples:
              flowforge hold list
              flowforge hold list --output json

            Exit codes: 0 shown, 2 an option is wrong, 3 no server answers.
            """)
        { limit, url, output };
        command.Runs(async (parsed, cancellationToken) =>
        {
            using var api = new ApiClient(parsed.GetValue(url)!);
            var list = await api.GetAsync<HoldList>(ApiClient.Query("/api/holds", ("limit", parsed.GetValue(limit))), cancellationToken);
            if (parsed.GetValue(output) == "json") Show.Json(list);
            else if (list.Holds.Count == 0) Console.WriteLine("No job is held.");
            else Print(list.Holds);
            return ExitCodes.Done;
        });
        return command;
    }

    private static void Print(IReadOnlyList<HoldView> holds)
    {
        var table = Show.Table("job", "stage", "by", "since (UTC)", "reason");
        foreach (var hold in holds) table.Row(hold.JobId, hold.Stage is { } stage ? Queries.Spelled(stage) : "not known", hold.By, Show.Time(hold.At), hold.Reason);
        Show.Write(table);
    }
}
