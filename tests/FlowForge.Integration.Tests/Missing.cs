using System.Diagnostics.CodeAnalysis;

namespace FlowForge.Integration.Tests;

/// <summary>What a test needs and this machine cannot have: the test is skipped with the reason. With <c>CI=true</c> it fails: nothing may be skipped there.</summary>
internal static class Missing
{
    [DoesNotReturn]
    public static void Skip(string reason)
    {
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail($"CI=true allows no skipped test: {reason}");
        Assert.Skip(reason);
        throw new InvalidOperationException(reason);
    }
}
