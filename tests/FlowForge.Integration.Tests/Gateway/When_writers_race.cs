using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_writers_race(DevServers servers) : GatewayTest(servers)
{
    [Fact]
    public async Task Should_a_hundred_upserts_of_one_id_make_one_document()
    {
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Items.UpdateOneAsync("{_id:'one'}", "{$inc:{n:1}}", new UpdateOptions { IsUpsert = true })));

        Assert.Equal(100, (await Items.Find(Where.Empty).SingleAsync())["n"].ToInt32());
    }

    [Fact]
    public async Task Should_upserts_on_a_unique_key_make_one_document_per_key()
    {
        await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{k:1}", new CreateIndexOptions { Unique = true }));
        var written = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => WriteAsync(i % 10)));

        var found = await Items.Find(Where.Empty).ToListAsync();
        Assert.Equal(10, found.Count);
        Assert.Equal(written.Count(done => done), found.Sum(one => one["n"].ToInt32()));
    }

    [Fact]
    public async Task Should_a_claim_by_find_and_modify_give_each_row_to_one()
    {
        await Items.InsertManyAsync(Enumerable.Range(0, 100).Select(i => new BsonDocument { { "_id", i }, { "st", "new" } }));
        var claimed = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Items.FindOneAndUpdateAsync<BsonDocument>("{st:'new'}", "{$set:{st:'taken'}}", new() { Sort = "{_id:1}" })));

        var ids = claimed.Where(one => one is not null).Select(one => one["_id"].ToInt32()).ToList();
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Distinct().Count(), ids.Count);
        Assert.Equal(ids.Count, await Items.CountDocumentsAsync("{st:'taken'}"));
    }

    /// <summary>The loser of a race on a secondary key may see the duplicate, as with mongod; it must then have written nothing.</summary>
    private async Task<bool> WriteAsync(int key)
    {
        try
        {
            await Items.UpdateOneAsync(Where.Eq("k", key), Update.Inc("n", 1), new UpdateOptions { IsUpsert = true });
            return true;
        }
        catch (MongoWriteException e) when (e.WriteError.Code == 11000)
        {
            return false;
        }
    }
}
