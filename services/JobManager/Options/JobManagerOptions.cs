namespace FlowForge.JobManager;

/// <summary>How jobs are started and watched on this machine.</summary>
public sealed class JobManagerOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "options:jobManager";

    /// <summary>How often a job that is alive is reported so. 100 ms to 1 h. Default: 10 s.</summary>
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// Which of the server's own environment variables jobs get; any other stays with the server, whose environment may hold
    /// passwords. A job's own environment wins. Default: PATH, HOME, USER, LOGNAME, SHELL, LANG, LC_ALL, TZ, TMPDIR, DOTNET_ROOT.
    /// </summary>
    public IReadOnlyList<string> PassEnvironment { get; set; } = ["PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LC_ALL", "TZ", "TMPDIR", "DOTNET_ROOT"];
}
