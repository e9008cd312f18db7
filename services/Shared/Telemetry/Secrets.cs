using System.Text.RegularExpressions;

namespace FlowForge.Telemetry;

/// <summary>
/// The last line of defence: no part of FlowForge logs a password, but a library's error may quote a whole connection string
/// (MongoDB's does when it cannot read it). Rather too much is hidden than too little.
/// </summary>
public static partial class Secrets
{
    /// <summary>The text without user and password of addresses, and without values called password or secret.</summary>
    public static string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains("://", StringComparison.Ordinal) && text.Contains('@', StringComparison.Ordinal)) text = UserInfo().Replace(text, "://***@");
        return text.Contains('=', StringComparison.Ordinal) ? NamedValue().Replace(text, "$1=***") : text;
    }

    // Up to the last @: a password that is not escaped may hold anything, and that is just when the address cannot be read.
    [GeneratedRegex(@"://[^\s""<>]+@")]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"\b(password|passwd|pwd|secret|secretkey|accesskey|accountkey)\s*=\s*[^;&\s""]+", RegexOptions.IgnoreCase)]
    private static partial Regex NamedValue();
}
