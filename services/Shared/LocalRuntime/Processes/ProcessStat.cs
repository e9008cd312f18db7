using System.Globalization;

namespace FlowForge.LocalRuntime.Processes;

/// <summary>One process, as /proc/&lt;pid&gt;/stat shows it. Pid and start time together name a process; a pid alone is used again.</summary>
internal readonly record struct ProcessStat(int Pid, string Name, char State, int Parent, int Group, int Session, long StartTime)
{
    /// <summary>A zombie runs nothing and holds nothing; it only waits to be reaped.</summary>
    public bool IsAlive => State is not ('Z' or 'X' or 'x');

    public static ProcessStat? Read(int pid)
    {
        try
        {
            return Parse(File.ReadAllText(FormattableString.Invariant($"/proc/{pid}/stat")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // It has ended meanwhile.
        }
    }

    public static ProcessStat? Parse(string text)
    {
        // The name may itself hold spaces and parentheses: it ends at the last one.
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = text.LastIndexOf(')');
        if (open < 1 || close < open) return null;
        var fields = text[(close + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 20) return null;
        return new ProcessStat(Int(text[..open]), text[(open + 1)..close], fields[0][0], Int(fields[1]), Int(fields[2]), Int(fields[3]),
            long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    public override string ToString() => $"{Pid} ({Name})";

    private static int Int(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
