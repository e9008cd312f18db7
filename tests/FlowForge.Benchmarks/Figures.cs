namespace FlowForge.Benchmarks;

/// <summary>What is said of many measurements.</summary>
internal static class Figures
{
    /// <summary>The smallest value that at least this share of the values does not exceed (nearest rank).</summary>
    public static double Percentile(IReadOnlyList<double> sorted, double share) => sorted[Math.Max(0, (int)Math.Ceiling(share * sorted.Count) - 1)];

    public static double Median(IEnumerable<double> values) => Percentile([.. values.Order()], 0.5);
}
