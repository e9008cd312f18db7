using System.Text.RegularExpressions;

namespace FlowForge.Jobs;

/// <summary>
/// The names that may become part of a selector, a path or an object key: DNS labels and subdomains (RFC 1123), as Kubernetes
/// itself demands them. Nothing in them can be a separator, a wildcard or a parent folder.
/// </summary>
public static partial class DnsName
{
    public const int LabelLength = 63;
    public const int SubdomainLength = 253;

    /// <summary>Null where <paramref name="value"/> is a label or subdomain, else what is wrong with it.</summary>
    public static string? Problem(string? value)
    {
        if (string.IsNullOrEmpty(value)) return "is missing";
        if (value.Length > SubdomainLength) return $"is {value.Length} characters long; at most {SubdomainLength} are allowed";
        if (!Subdomain().IsMatch(value))
            return $"'{Printable(value)}' may hold only lower-case letters, digits, '-' and '.', and each part between dots must start and end with a letter or digit";
        var longest = value.Split('.').Max(part => part.Length);
        return longest > LabelLength ? $"has a part of {longest} characters; at most {LabelLength} are allowed between dots" : null;
    }

    /// <summary>As <see cref="Problem"/>, for names that may not hold a dot.</summary>
    public static string? LabelProblem(string? value) =>
        Problem(value) ?? (value!.Contains('.', StringComparison.Ordinal) ? $"'{value}' may not hold a '.'" : null);

    /// <summary>A value fit for an error message: no control characters, and not longer than a line.</summary>
    public static string Printable(string value)
    {
        var clean = new string([.. value.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
        return value.Length > 80 ? clean + "…" : clean;
    }

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Subdomain();
}
