namespace FlowForge.Standalone;

/// <summary>What the command's exit code says. The same for every command.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>It was tried and did not succeed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, a file or a value in it is wrong; nothing was changed.</summary>
    public const int Usage = 2;

    /// <summary>No server answers at the address.</summary>
    public const int Unreachable = 3;

    /// <summary>The server does not know what was asked for.</summary>
    public const int NotFound = 4;
}
