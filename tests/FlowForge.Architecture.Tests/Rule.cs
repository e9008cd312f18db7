namespace FlowForge.Architecture.Tests;

/// <summary>How every rule is asserted.</summary>
internal static class Rule
{
    /// <summary>Fails with all violations; and where nothing was looked at, because such a rule would hold for ever.</summary>
    public static void HoldsFor<T>(IEnumerable<T> things, Func<T, IEnumerable<string>> violations)
    {
        var all = things.ToList();
        Assert.True(all.Count > 0, "the rule found nothing to look at");
        var found = all.SelectMany(violations).Distinct().Order(StringComparer.Ordinal).ToList();
        Assert.True(found.Count == 0, Environment.NewLine + string.Join(Environment.NewLine, found));
    }
}
