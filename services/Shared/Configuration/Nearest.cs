namespace FlowForge.Configuration;

/// <summary>Finds what somebody probably meant to write.</summary>
public static class Nearest
{
    /// <summary>The known name that is at most two typing mistakes, or a third of its length, away; null where none is.</summary>
    public static string? To(string given, IEnumerable<string> known)
    {
        // What is far too long is no typing mistake, and comparing it would cost its square.
        if (given.Length > 64) return null;
        var best = known
            .Select(name => (name, distance: Distance(given.ToUpperInvariant(), name.ToUpperInvariant())))
            .OrderBy(candidate => candidate.distance)
            .FirstOrDefault();
        return best.name is not null && best.distance <= Math.Max(2, best.name.Length / 3) ? best.name : null;
    }

    /// <summary>Levenshtein's distance, where swapping two neighbours counts as one mistake.</summary>
    private static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                d[i, j] = Math.Min(Math.Min(d[i - 1, j] + 1, d[i, j - 1] + 1), d[i - 1, j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
