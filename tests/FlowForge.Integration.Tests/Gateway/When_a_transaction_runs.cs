using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_a_transaction_runs(DevServers servers) : GatewayTest(servers)
{
    [Fact]
    public async Task Should_others_see_it_only_after_its_commit()
    {
        await Items.InsertOneAsync(Json("{_id:0}"));
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Items.InsertOneAsync(session, Json("{_id:1}"));

        Assert.Equal((1L, 2L), (await Items.CountDocumentsAsync(Where.Empty), await Items.CountDocumentsAsync(session, Where.Empty)));
        await session.CommitTransactionAsync();
        Assert.Equal(2, await Items.CountDocumentsAsync(Where.Empty));
    }

    [Fact]
    public async Task Should_nothing_be_left_of_an_aborted_one()
    {
        await Items.InsertOneAsync(Json("{_id:0}"));
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Items.InsertOneAsync(session, Json("{_id:1}"));
        await session.AbortTransactionAsync();

        Assert.Equal(1, await Items.CountDocumentsAsync(Where.Empty));
    }

    [Fact]
    public async Task Should_the_second_writer_of_a_document_be_told_to_try_again()
    {
        await Items.InsertOneAsync(Json("{_id:0,n:0}"));
        using var first = await Client.StartSessionAsync();
        using var second = await Client.StartSessionAsync();
        first.StartTransaction();
        second.StartTransaction();
        await Items.UpdateOneAsync(first, "{_id:0}", "{$inc:{n:1}}");

        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Items.UpdateOneAsync(second, "{_id:0}", "{$inc:{n:1}}"));
        Assert.Equal((112, true), (error.Code, error.HasErrorLabel("TransientTransactionError")));
        await second.AbortTransactionAsync();
        await first.CommitTransactionAsync();
    }

    [Fact]
    public async Task Should_six_that_add_to_one_sum_lose_none()
    {
        await Items.InsertOneAsync(Json("{_id:0,n:0}"));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var session = await Client.StartSessionAsync();
            await session.WithTransactionAsync(async (own, cancellation) =>
            {
                var n = (await Items.Find(own, "{_id:0}").SingleAsync(cancellation))["n"].ToInt32();
                return await Items.UpdateOneAsync(own, "{_id:0}", Update.Set("n", n + 1), null, cancellation);
            });
        }));

        Assert.Equal(6, (await Items.Find("{_id:0}").SingleAsync())["n"].ToInt32());
    }

    [Fact]
    public async Task Should_a_duplicate_in_it_be_named()
    {
        await Items.InsertOneAsync(Json("{_id:0}"));
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();

        Assert.Equal(11000, (await Assert.ThrowsAsync<MongoWriteException>(() => Items.InsertOneAsync(session, Json("{_id:0}")))).WriteError.Code);
        await session.AbortTransactionAsync();
    }

    [Fact]
    public async Task Should_a_cursor_of_several_batches_see_its_own_writes()
    {
        await FillAsync();
        using var session = await Client.StartSessionAsync();
        session.StartTransaction();
        await Items.DeleteOneAsync(session, "{_id:0}");

        Assert.Equal(999, (await Items.Find(session, Where.Empty, new FindOptions { BatchSize = 90 }).ToListAsync()).Count);
        Assert.Equal(999, (await Items.Find(session, Where.Empty, new FindOptions { BatchSize = 90 }).Sort("{g:1}").ToListAsync()).Count);
        await session.CommitTransactionAsync();
        Assert.Equal(999, await Items.CountDocumentsAsync(Where.Empty));
    }
}
