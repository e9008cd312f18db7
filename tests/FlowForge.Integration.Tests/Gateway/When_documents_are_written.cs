using FlowForge.Testing;
using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_documents_are_written(DevServers servers) : GatewayTest(servers)
{
    [Fact]
    public async Task Should_more_than_one_message_holds_arrive_whole()
    {
        await Items.InsertManyAsync(Enumerable.Range(0, 40000).Select(i => new BsonDocument { { "_id", i }, { "v", i } }));

        Assert.Equal(40000, await Items.CountDocumentsAsync(Where.Empty));
    }

    [Fact]
    public async Task Should_a_document_of_14_MB_come_back()
    {
        await Items.InsertOneAsync(new BsonDocument { { "_id", 1 }, { "b", new byte[14_000_000] } });

        Assert.Equal(14_000_000, (await Items.Find("{_id:1}").SingleAsync())["b"].AsByteArray.Length);
    }

    [Fact]
    public async Task Should_an_upsert_insert_once_and_then_update()
    {
        UpdateDefinition<BsonDocument> Seen(int most, string state, bool first) => Update.Max("m", most).Set("s", state).SetOnInsert("first", first).Inc("c", 1);
        var inserted = await Items.UpdateOneAsync(Where.Eq("_id", "k"), Seen(5, "a", true), new UpdateOptions { IsUpsert = true });
        var updated = await Items.UpdateOneAsync(Where.Eq("_id", "k"), Seen(3, "b", false), new UpdateOptions { IsUpsert = true });

        Assert.Equal(("k", 0L), (inserted.UpsertedId.AsString, inserted.MatchedCount));
        Assert.Equal((null, 1L, 1L), (updated.UpsertedId, updated.MatchedCount, updated.ModifiedCount));
        Assert.Equal(Json("{_id:'k',m:5,s:'b',first:true,c:2}"), await Items.Find(Where.Eq("_id", "k")).SingleAsync());
    }

    [Fact]
    public async Task Should_the_update_operators_do_what_they_say()
    {
        await Items.InsertOneAsync(Json("{_id:1,a:[1,2,3],b:1,old:9,items:[{k:1,v:0},{k:2,v:0}]}"));
        await Items.UpdateOneAsync("{_id:1}", "{$push:{a:{$each:[4,5],$slice:-4}},$unset:{b:1},$rename:{old:'neu'},$min:{z:3},$currentDate:{t:true}}");
        await Items.UpdateOneAsync("{_id:1}", "{$pull:{a:3},$addToSet:{set:1},$mul:{z:4}}");
        var second = new BsonDocumentArrayFilterDefinition<BsonDocument>(Json("{'i.k':2}"));
        await Items.UpdateOneAsync("{_id:1}", "{$set:{'items.$[i].v':7}}", new UpdateOptions { ArrayFilters = [second] });
        await Items.UpdateOneAsync("{_id:1}", new BsonDocumentStagePipelineDefinition<BsonDocument, BsonDocument>([Json("{$set:{sum:{$sum:'$a'}}}")]));

        var document = await Items.Find("{_id:1}").SingleAsync();
        Assert.Equal("[2, 4, 5]", document["a"].ToString());
        Assert.Equal((7, 11, 12, 9), (document["items"][1]["v"].ToInt32(), document["sum"].ToInt32(), document["z"].ToInt32(), document["neu"].ToInt32()));
        Assert.True(document["t"].IsValidDateTime);
        Assert.False(document.Contains("b"));
    }

    [Fact]
    public async Task Should_an_ordered_bulk_write_count_each_of_its_parts()
    {
        var result = await Items.BulkWriteAsync([
            new InsertOneModel<BsonDocument>(Json("{_id:1,x:1}")),
            new InsertOneModel<BsonDocument>(Json("{_id:2,x:1}")),
            new UpdateOneModel<BsonDocument>("{_id:1}", "{$set:{x:9}}"),
            new UpdateOneModel<BsonDocument>("{_id:3}", "{$setOnInsert:{x:3}}") { IsUpsert = true },
            new ReplaceOneModel<BsonDocument>("{_id:2}", Json("{_id:2,y:1}")),
            new DeleteOneModel<BsonDocument>("{_id:1}"),
        ]);

        Assert.Equal((2L, 2L, 1, 1L), (result.InsertedCount, result.ModifiedCount, result.Upserts.Count, result.DeletedCount));
    }

    [Fact]
    public async Task Should_an_unordered_bulk_write_name_the_duplicates_and_write_the_rest()
    {
        var writes = new[] { 1, 2, 1, 3 }.Select(i => new InsertOneModel<BsonDocument>(new BsonDocument("_id", i)));
        var error = await Assert.ThrowsAsync<MongoBulkWriteException<BsonDocument>>(() => Items.BulkWriteAsync(writes, new BulkWriteOptions { IsOrdered = false }));

        Assert.Equal((11000, 2), Assert.Single(error.WriteErrors.Select(one => (one.Code, one.Index))));
        Assert.Equal(3, await Items.CountDocumentsAsync(Where.Empty));
    }

    [Fact]
    public async Task Should_each_of_several_like_statements_count()
    {
        await Items.InsertManyAsync(Enumerable.Range(0, 8).Select(i => new BsonDocument { { "_id", i }, { "k", 1 } }));
        await Items.InsertOneAsync(Json("{_id:'s',z:5,c:0}"));
        var deleted = await Items.BulkWriteAsync(Enumerable.Repeat(new DeleteOneModel<BsonDocument>("{k:1}"), 3));
        await Items.BulkWriteAsync(Enumerable.Repeat(new UpdateOneModel<BsonDocument>("{_id:'s'}", "{$inc:{c:1}}"), 3));
        await Items.BulkWriteAsync(Enumerable.Repeat(new UpdateOneModel<BsonDocument>("{z:5}", "{$inc:{c:1}}"), 3));

        Assert.Equal((3L, 5L), (deleted.DeletedCount, await Items.CountDocumentsAsync("{k:1}")));
        Assert.Equal(6, (await Items.Find("{_id:'s'}").SingleAsync())["c"].ToInt32());
    }

    [Fact]
    public async Task Should_find_and_modify_return_what_was_asked_for()
    {
        var upserted = await Items.FindOneAndUpdateAsync<BsonDocument>("{_id:'x'}", "{$inc:{n:1}}", new() { IsUpsert = true, ReturnDocument = ReturnDocument.After });
        var before = await Items.FindOneAndUpdateAsync<BsonDocument>("{_id:'x'}", "{$inc:{n:1}}");
        var none = await Items.FindOneAndUpdateAsync<BsonDocument>("{_id:'none'}", "{$inc:{n:1}}");
        var replaced = await Items.FindOneAndReplaceAsync<BsonDocument>("{_id:'x'}", Json("{_id:'x',n:50}"), new() { ReturnDocument = ReturnDocument.After });
        var deleted = await Items.FindOneAndDeleteAsync<BsonDocument>("{_id:'x'}");

        Assert.Equal((1, 1, 50, 50), (upserted["n"].ToInt32(), before["n"].ToInt32(), replaced["n"].ToInt32(), deleted["n"].ToInt32()));
        Assert.Null(none);
    }

    [Fact]
    public async Task Should_writes_of_many_count_what_they_changed()
    {
        await FillAsync();

        Assert.Equal(143, (await Items.UpdateManyAsync(Where.Eq("g", 1), Update.Set("z", 1))).ModifiedCount);
        Assert.Equal(143, (await Items.DeleteManyAsync(Where.Eq("g", 1))).DeletedCount);
        Assert.Equal(0, (await Items.DeleteOneAsync(Where.Eq("g", 1))).DeletedCount);
        Assert.Equal(1, (await Items.DeleteOneAsync(Where.Eq("g", 2))).DeletedCount);
    }

    [Fact]
    public async Task Should_write_concerns_be_taken()
    {
        await Items.WithWriteConcern(WriteConcern.WMajority.With(journal: true)).InsertOneAsync(new BsonDocument("_id", 1));
        await Items.WithWriteConcern(WriteConcern.Unacknowledged).InsertOneAsync(new BsonDocument("_id", 2));

        await Eventually.IsTrueAsync(async () => (await Items.WithReadConcern(ReadConcern.Majority).Find(Where.Empty).ToListAsync()).Count == 2, "both documents");
    }
}
