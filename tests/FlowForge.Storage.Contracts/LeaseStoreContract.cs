using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="ILeaseStore"/>.</summary>
public abstract class LeaseStoreContract : StoreContract<ILeaseStore>
{
    private static readonly DateTimeOffset Later = Noon.AddMinutes(1);

    [Fact]
    public async Task Should_refuse_a_lease_that_another_holds_until_it_runs_out()
    {
        Assert.True(await Port.TryAcquireAsync("scan", "a", Noon, Later));
        Assert.False(await Port.TryAcquireAsync("scan", "b", Later.AddMilliseconds(-1), Later.AddMinutes(1)));
        Assert.True(await Port.TryAcquireAsync("other", "b", Noon, Later));
        Assert.True(await Port.TryAcquireAsync("scan", "b", Later, Later.AddMinutes(1)));
        Assert.False(await Port.TryAcquireAsync("scan", "a", Later, Later.AddMinutes(1)));
    }

    [Fact]
    public async Task Should_renew_a_lease_for_its_holder()
    {
        await Port.TryAcquireAsync("scan", "a", Noon, Later);
        Assert.True(await Port.TryAcquireAsync("scan", "a", Noon, Later.AddHours(1)));
        Assert.False(await Port.TryAcquireAsync("scan", "b", Later.AddMinutes(1), Later.AddHours(2)));
    }

    [Fact]
    public async Task Should_free_a_lease_only_for_the_one_who_holds_it()
    {
        await Port.TryAcquireAsync("scan", "a", Noon, Later);
        await Port.ReleaseAsync("scan", "b");
        await Port.ReleaseAsync("unknown", "b");
        Assert.False(await Port.TryAcquireAsync("scan", "b", Noon, Later));
        await Port.ReleaseAsync("scan", "a");
        await Port.ReleaseAsync("scan", "a");
        Assert.True(await Port.TryAcquireAsync("scan", "b", Noon, Later));
    }

    [Fact]
    public async Task Should_give_a_lease_to_one_of_many()
    {
        var got = await Task.WhenAll(Enumerable.Range(0, 32).Select(i => Port.TryAcquireAsync("scan", $"replica-{i}", Noon, Later)));
        Assert.Single(got, acquired => acquired);
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_tell_any_names_apart(string text)
    {
        Assert.True(await Port.TryAcquireAsync(text, text, Noon, Later));
        Assert.False(await Port.TryAcquireAsync(text, text + " ", Noon, Later));
        Assert.True(await Port.TryAcquireAsync(text + " ", "b", Noon, Later));
    }
}
