using System.Runtime.CompilerServices;
using FlowForge.Jobs;

namespace FlowForge.Orphans.Tests;

/// <summary>A store of owned resources in memory, with every trouble that a real one can make.</summary>
internal sealed class FakeKind(string kind, int page = 3) : IOwnedResources
{
    private readonly SortedDictionary<string, OwnedResource> _there = new(StringComparer.Ordinal);
    private readonly Dictionary<Guid, OwnedResource> _kept = [];

    public string Kind => kind;
    public TimeSpan UsualMinimumAge { get; set; } = TimeSpan.FromHours(1);
    public string? NoUndo { get; set; }

    /// <summary>Called before each removal, with the resource as it really stands.</summary>
    public Func<OwnedResource, Task> Removing { get; set; } = _ => Task.CompletedTask;

    /// <summary>Called before each page but the first.</summary>
    public Action Listing { get; set; } = () => { };

    /// <summary>How many more removals of that name fail.</summary>
    public Dictionary<string, int> Failures { get; } = [];

    /// <summary>Parts of that name's resource that cannot be removed.</summary>
    public Dictionary<string, string[]> Locked { get; } = [];

    /// <summary>Names whose removal is accepted and has no effect.</summary>
    public HashSet<string> Stubborn { get; } = [];

    public List<string> Removed { get; } = [];
    public IReadOnlyCollection<string> There => _there.Keys;
    public IReadOnlyCollection<Guid> Kept => _kept.Keys;

    public void Put(string name, string job, DateTimeOffset? changedAt, string? heldBy = null, long bytes = 1) =>
        _there[name] = new OwnedResource { Kind = kind, Name = name, JobId = JobId.Parse(job), ChangedAt = changedAt, HeldBy = heldBy, Bytes = bytes };

    public OwnedResource Get(string name) => _there[name];

    public void Take(string name) => _there.Remove(name);

    public async IAsyncEnumerable<IReadOnlyList<OwnedResource>> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach (var (number, part) in _there.Values.Chunk(page).Index())
        {
            if (number > 0) Listing();
            // As S3 does: only a closer look tells age, size and locks.
            yield return [.. part.Select(resource => resource with { ChangedAt = null, Bytes = null, HeldBy = null })];
        }
    }

    public Task<OwnedResource?> InspectAsync(OwnedResource resource, CancellationToken cancellationToken = default) => Task.FromResult(_there.GetValueOrDefault(resource.Name));

    public Task<string?> PrepareUndoAsync(OwnedResource resource, CancellationToken cancellationToken = default) => Task.FromResult<string?>($"manifest of {resource.Name}");

    public async Task RemoveAsync(OwnedResource resource, Guid orphan, bool keep, CancellationToken cancellationToken = default)
    {
        if (!_there.TryGetValue(resource.Name, out var standing)) return;
        await Removing(standing);
        if (Failures.GetValueOrDefault(resource.Name) is > 0 and var left)
        {
            Failures[resource.Name] = left - 1;
            throw new IOException("the store refused");
        }

        if (keep && Locked.ContainsKey(resource.Name)) _kept[orphan] = standing;
        if (Locked.TryGetValue(resource.Name, out var locked)) throw new PartialRemovalException([.. locked.Select(part => (new JobResource(kind, part), "locked"))]);
        if (Stubborn.Contains(resource.Name)) return;
        if (keep) _kept[orphan] = standing;
        _there.Remove(resource.Name);
        Removed.Add(resource.Name);
    }

    public Task RestoreAsync(OwnedResource resource, Guid orphan, string? undo, CancellationToken cancellationToken = default)
    {
        Assert.Equal($"manifest of {resource.Name}", undo);
        if (_there.ContainsKey(resource.Name) && !Locked.ContainsKey(resource.Name)) throw new InvalidOperationException($"'{resource.Name}' is there again");
        _there[resource.Name] = _kept[orphan];
        return Task.CompletedTask;
    }

    public Task DiscardAsync(OwnedResource resource, Guid orphan, CancellationToken cancellationToken = default)
    {
        _kept.Remove(orphan);
        return Task.CompletedTask;
    }
}
