namespace FlowForge.LocalRuntime;

/// <summary>Where jobs on this machine live.</summary>
public sealed class LocalRuntimeOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "runtime";

    /// <summary>
    /// The folder of workspaces, secrets, run state and artifacts; made where it is missing. An absolute path on a local disk, not "/".
    /// No default: it must be set.
    /// </summary>
    public string DataFolder { get; set; } = "";
}
