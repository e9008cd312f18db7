using FlowForge.Jobs;

namespace FlowForge.Cleanup;

/// <summary>One try at one scope of a job: which it is, and what an earlier one set out to remove and did not tell as removed.</summary>
internal sealed record ScopeTry(int Number, RemovalUnderWay? Before)
{
    // One that a crash cut short is made again, under its own number.
    public static ScopeTry Of(JobRecord job, string scope) => job.Cleanup.GetValueOrDefault(scope) is { } before
        ? new ScopeTry(before.Error is null ? before.Tries : before.Tries + 1, before.Removal)
        : new ScopeTry(1, null);

    /// <summary>All that is there, and what may be gone by now without anybody having been told.</summary>
    public RemovalUnderWay SetOut(IReadOnlyList<JobResource> found) => new(Number, [.. found.Union(Before?.Resources ?? [])]);

    /// <summary>Nothing was touched.</summary>
    public ScopeResult Refused(string scope, string error) => new([new Removal(new JobResource(scope, scope), error)], Before);

    /// <param name="found">What was there before anything was removed.</param>
    /// <param name="removals">What came of it.</param>
    public ScopeResult Made(IReadOnlyList<JobResource> found, IReadOnlyList<Removal> removals)
    {
        var left = SetOut(found).Resources.Except(removals.Where(removal => removal.Error is null).Select(removal => removal.Resource)).ToList();
        return new ScopeResult([.. removals.Select(removal => found.Contains(removal.Resource) ? removal : OfBefore(removal))], left.Count == 0 ? null : new RemovalUnderWay(Number, left));
    }

    /// <summary>What was gone already is told as the act of the try that set out to remove it: whoever told it then did so under the same id.</summary>
    private Removal OfBefore(Removal removal) => removal.Error is null ? removal with { EarlierTry = Before?.Try } : removal;
}
