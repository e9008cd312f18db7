using System.CommandLine;
using System.CommandLine.Invocation;
using FlowForge.Standalone;

var root = new RootCommand("""
    FlowForge.Events sees to it that no job outlives its limit, and that what a job leaves behind is removed.

    Exit codes: 0 done, 1 failed, 2 the command or its input is wrong, 3 no server answers, 4 not found.
    """)
{
    ServeCommand.Create(),
    SubmitCommand.Create(),
    JobsCommand.Create(),
    JobCommand.Create(),
    HoldCommand.Create(),
    AuditCommand.Create(),
    PolicyCommand.Create(),
    OrphansCommand.Create(),
    TopologyCommand.Create(),
    DemoCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Action is not ParseErrorAction) return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
foreach (var error in parsed.Errors) Console.Error.WriteLine(error.Message);
Console.Error.WriteLine($"'flowforge {string.Join(" ", parsed.CommandResult.Command.Path())}--help' tells how it is used.");
return ExitCodes.Usage;
