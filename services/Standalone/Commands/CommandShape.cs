using System.CommandLine;

namespace FlowForge.Standalone;

/// <summary>What all commands share: their options, and how failures become an exit code and a sentence.</summary>
internal static class CommandShape
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public static Option<string> Url() => new("--url")
    {
        Description = "The server's address. Default: $FLOWFORGE_URL, or " + DefaultUrl,
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable("FLOWFORGE_URL") is { Length: > 0 } url ? url : DefaultUrl,
    };

    /// <summary>A claim, not a proof: the API does not ask who calls.</summary>
    public static Option<string> As() => new("--as")
    {
        Description = "The name under which the audit tells of it. Default: the user's",
        DefaultValueFactory = _ => Environment.UserName is { Length: > 0 } user ? user : "flowforge",
    };

    public static Option<string> Output()
    {
        var option = new Option<string>("--output", "-o") { Description = "table or json", DefaultValueFactory = _ => "table" };
        option.AcceptOnlyFromAmong("table", "json");
        return option;
    }

    /// <summary>Runs the command; a failure is printed as one sentence, without a stack trace.</summary>
    public static void Runs(this Command command, Func<ParseResult, CancellationToken, Task<int>> action) => command.SetAction(async (parsed, cancellationToken) =>
    {
        try
        {
            return await action(parsed, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            await Console.Error.WriteLineAsync(failure.Message);
            return failure.ExitCode;
        }
    });

    /// <summary>The command's name with those of its parents, each followed by a space.</summary>
    public static IEnumerable<string> Path(this Command command)
    {
        var names = new Stack<string>();
        for (Command? at = command; at is not null and not RootCommand; at = at.Parents.OfType<Command>().FirstOrDefault()) names.Push(at.Name);
        return [.. names, ""];
    }
}
