using System.CommandLine;

namespace FlowForge.Standalone;

/// <summary><c>flowforge hold</c></summary>
internal static class HoldCommand
{
    public static Command Create() => new("hold", """
        Holds jobs: while a job is held, nothing of it is stopped, cleaned up, restarted or removed.
        """)
    {
        HoldAddCommand.Create(),
        HoldRemoveCommand.Create(),
        HoldListCommand.Create(),
    };
}
