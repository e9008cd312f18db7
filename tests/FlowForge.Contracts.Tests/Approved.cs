namespace FlowForge.Contracts.Tests;

/// <summary>The files that were looked at and found right. They lie beside this file in the repository.</summary>
internal static class Approved
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Approved");

    public static string Read(string name) =>
        File.Exists(Path.Combine(Folder, name)) ? File.ReadAllText(Path.Combine(Folder, name)) : "";

    /// <summary>Compares; where it differs, says how to approve what was received.</summary>
    public static void Check(string name, string received)
    {
        if (Read(name) == received) return;
        var path = Path.Combine(Folder, name + ".received");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, received);
        Assert.Fail($"""
            {name} is not what was approved. Receivers of this message may be older or newer than its sender: only nullable or
            defaulted fields may be added; anything else is a new type beside the old one. If the change is right, approve it:
              cp '{path}' tests/FlowForge.Contracts.Tests/Approved/{name}
            approved:
            {Read(name)}
            received:
            {received}
            """);
    }
}
