using FlowForge.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_indexes_are_made(DevServers servers) : GatewayTest(servers)
{
    private static readonly CreateIndexOptions Unique = new() { Unique = true };

    [Fact]
    public async Task Should_a_duplicate_id_be_refused()
    {
        await Items.InsertOneAsync(new BsonDocument("_id", 1));
        var error = await Assert.ThrowsAsync<MongoWriteException>(() => Items.InsertOneAsync(new BsonDocument("_id", 1)));

        Assert.Equal((ServerErrorCategory.DuplicateKey, 11000), (error.WriteError.Category, error.WriteError.Code));
    }

    [Fact]
    public async Task Should_a_unique_one_hold_against_insert_update_and_find_and_modify()
    {
        await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{t:1,e:1}", Unique));
        await Items.InsertManyAsync([Json("{_id:1,t:'a',e:1}"), Json("{_id:2,t:'a',e:2}")]);

        var insert = await Assert.ThrowsAsync<MongoWriteException>(() => Items.InsertOneAsync(Json("{_id:3,t:'a',e:1}")));
        var update = await Assert.ThrowsAsync<MongoWriteException>(() => Items.UpdateOneAsync("{_id:2}", "{$set:{e:1}}"));
        var modify = await Assert.ThrowsAsync<MongoCommandException>(() => Items.FindOneAndUpdateAsync<BsonDocument>("{_id:2}", "{$set:{e:1}}"));
        Assert.Equal((11000, 11000, 11000), (insert.WriteError.Code, update.WriteError.Code, modify.Code));
    }

    [Fact]
    public async Task Should_a_unique_one_over_duplicates_be_refused()
    {
        await Items.InsertManyAsync([Json("{t:1}"), Json("{t:1}")]);
        var error = await Assert.ThrowsAsync<MongoCommandException>(() => Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{t:1}", Unique)));

        Assert.Equal(11000, error.Code);
    }

    [Fact]
    public async Task Should_a_partial_unique_one_hold_for_its_part()
    {
        await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{p:1}", new CreateIndexOptions<BsonDocument> { Unique = true, PartialFilterExpression = "{p:{$exists:true}}" }));
        await Items.InsertManyAsync([Json("{x:1}"), Json("{x:2}"), Json("{p:1}")]);

        Assert.Equal(11000, (await Assert.ThrowsAsync<MongoWriteException>(() => Items.InsertOneAsync(Json("{p:1}")))).WriteError.Code);
    }

    [Fact]
    public async Task Should_they_be_listed_made_twice_and_dropped()
    {
        CreateIndexModel<BsonDocument> Ttl(int seconds) => new("{w:1}", new CreateIndexOptions { ExpireAfter = TimeSpan.FromSeconds(seconds), Name = "ttl" });
        await Items.Indexes.CreateManyAsync([new("{a:1,b:-1}"), Ttl(1), new("{sp:1}", new CreateIndexOptions { Sparse = true })]);
        await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{a:1,b:-1}"));
        var listed = await (await Items.Indexes.ListAsync()).ToListAsync();
        Assert.Equal(4, listed.Count);
        Assert.Equal(1, listed.Single(one => one["name"] == "ttl")["expireAfterSeconds"].ToInt32());

        var conflict = await Assert.ThrowsAsync<MongoCommandException>(() => Items.Indexes.CreateOneAsync(Ttl(2)));
        Assert.True(conflict.Code is 85 or 86, $"code {conflict.Code}");

        await Items.Indexes.DropOneAsync("ttl");
        Assert.DoesNotContain(await (await Items.Indexes.ListAsync()).ToListAsync(), one => one["name"] == "ttl");
    }

    [Fact]
    public async Task Should_what_is_past_its_time_to_live_go()
    {
        await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{at:1}", new CreateIndexOptions { ExpireAfter = TimeSpan.FromSeconds(1) }));
        var now = TimeProvider.System.GetUtcNow().UtcDateTime;
        await Items.InsertManyAsync([new BsonDocument { { "_id", 1 }, { "at", now.AddMinutes(-5) } }, new BsonDocument { { "_id", 2 }, { "at", now.AddHours(5) } }, Json("{_id:3,at:'not a date'}")]);

        await Eventually.IsTrueAsync(async () => await Items.CountDocumentsAsync("{_id:1}") == 0, "the old one is gone (once a minute)", TimeSpan.FromSeconds(150));
        Assert.Equal(2, await Items.CountDocumentsAsync(Where.Empty));
    }
}
