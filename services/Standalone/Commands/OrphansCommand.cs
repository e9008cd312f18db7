using System.CommandLine;

namespace FlowForge.Standalone;

/// <summary><c>flowforge orphans</c></summary>
internal static class OrphansCommand
{
    public static Command Create() => new("orphans", """
        Finds what carries the id of a job that nobody knows any more; removes it where that is switched on, and puts it back.

        What it never touches and how it is switched on safely: docs/orphans.md.
        """)
    {
        OrphanScanCommand.Create(),
        OrphanListCommand.Create(),
        OrphanRestoreCommand.Create(),
    };
}
