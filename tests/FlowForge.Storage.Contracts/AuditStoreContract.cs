using FlowForge.Jobs;

namespace FlowForge.Storage.Contracts;

/// <summary>The rules of <see cref="IAuditStore"/>.</summary>
public abstract class AuditStoreContract : StoreContract<IAuditStore>
{
    [Fact]
    public async Task Should_give_back_everything_that_was_said()
    {
        var full = Entry(1) with { ErrorMessage = "e", PolicySource = "organization acme", CorrelationId = "c", Success = false };
        var bare = Entry(2) with { JobId = null, Attempt = null };
        await Port.AppendAsync([full, bare]);
        await Port.AppendAsync([]);
        Same.Content<IReadOnlyList<AuditEntry>>([full, bare], await Port.QueryAsync(new AuditQuery()));
    }

    [Fact]
    public async Task Should_leave_an_entry_as_it_was_when_its_id_comes_again()
    {
        await Port.AppendAsync([Entry(1), Entry(1) with { Reason = "in the same batch" }]);
        await Port.AppendAsync([Entry(1) with { Reason = "rewritten", Timestamp = Noon.AddYears(1) }, Entry(2)]);
        Same.Content<IReadOnlyList<AuditEntry>>([Entry(1), Entry(2)], await Port.QueryAsync(new AuditQuery()));
    }

    [Theory]
    [MemberData(nameof(Hostile.Data), MemberType = typeof(Hostile))]
    public async Task Should_give_any_text_back_as_it_was(string text)
    {
        var entry = Entry(1) with { JobId = text, ResourceType = text, ResourceName = text, Action = text, Reason = text, InitiatedBy = text, ErrorMessage = text, PolicySource = text, CorrelationId = text };
        await Port.AppendAsync([entry, Entry(2)]);
        Same.Content(entry, Assert.Single(await Port.QueryAsync(new AuditQuery { JobId = text, Action = text })));
    }

    [Fact]
    public async Task Should_give_the_newest_that_match_in_order_of_time()
    {
        // Appended out of order: what counts is when it was done.
        await Port.AppendAsync([.. new[] { 5, 1, 4, 2, 3 }.Select(n => Entry(n))]);
        Assert.Equal([3, 4, 5], Numbers(await Port.QueryAsync(new AuditQuery { Limit = 3 })));
        Assert.Equal([1, 2, 3, 4, 5], Numbers(await Port.QueryAsync(new AuditQuery { Limit = 10_000 })));
    }

    [Fact]
    public async Task Should_keep_the_order_of_insertion_within_one_time()
    {
        await Port.AppendAsync([.. Enumerable.Range(1, 9).Select(n => Entry(n) with { Timestamp = Noon })]);
        await Port.AppendAsync([Entry(10) with { Timestamp = Noon }]);
        Assert.Equal([8, 9, 10], Numbers(await Port.QueryAsync(new AuditQuery { Limit = 3 })));
    }

    [Fact]
    public async Task Should_filter_by_everything_that_is_asked_for()
    {
        await Port.AppendAsync(
        [
            Entry(1) with { JobId = "a", Action = "warn" },
            Entry(2) with { JobId = "a", Action = "delete", Success = false },
            Entry(3) with { JobId = "b", Action = "delete" },
            Entry(4) with { JobId = "a", Action = "delete" },
        ]);
        await Finds(new AuditQuery { JobId = "a" }, 1, 2, 4);
        await Finds(new AuditQuery { Action = "delete" }, 2, 3, 4);
        await Finds(new AuditQuery { JobId = "a", Action = "delete", Success = true }, 4);
        await Finds(new AuditQuery { Success = false }, 2);
        await Finds(new AuditQuery { Since = Noon.AddSeconds(2), Until = Noon.AddSeconds(3) }, 2, 3);
        await Finds(new AuditQuery { JobId = "a", Since = Noon.AddSeconds(2), Limit = 1 }, 4);
        await Finds(new AuditQuery { JobId = "a", Until = Noon.AddSeconds(3), Limit = 1 }, 2);
        await Finds(new AuditQuery { JobId = "A" });

        async Task Finds(AuditQuery query, params int[] expected) => Assert.Equal(expected, Numbers(await Port.QueryAsync(query)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10_001)]
    public async Task Should_refuse_a_limit_out_of_range(int limit) =>
        await Assert.ThrowsAnyAsync<ArgumentException>(() => Port.QueryAsync(new AuditQuery { Limit = limit }));

    [Fact]
    public async Task Should_keep_one_entry_of_each_id_when_many_append_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 40).Select(i => Port.AppendAsync([Entry(i % 8), Entry(i % 8 + 1)])));
        Assert.Equal(Enumerable.Range(0, 9), Numbers(await Port.QueryAsync(new AuditQuery())));
    }

    private static AuditEntry Entry(int number) => new()
    {
        Id = DerivedId.From("audit", number),
        Timestamp = Noon.AddSeconds(number),
        JobId = "build-42",
        Attempt = 1,
        ResourceType = "job",
        ResourceName = number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Action = "warn",
        Reason = "too long",
        InitiatedBy = "flowforge/timeouts",
        Success = true,
    };

    private static IEnumerable<int> Numbers(IEnumerable<AuditEntry> entries) =>
        entries.Select(entry => int.Parse(entry.ResourceName, System.Globalization.CultureInfo.InvariantCulture));
}
