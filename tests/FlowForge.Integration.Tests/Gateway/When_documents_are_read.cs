using MongoDB.Bson;
using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_documents_are_read(DevServers servers) : GatewayTest(servers)
{
    [Fact]
    public async Task Should_sort_and_limit_hold_over_several_batches()
    {
        await FillAsync();
        var found = await Items.Find(Where.Gte("n", 100), new FindOptions { BatchSize = 10 }).Sort("{n:-1}").Limit(55).ToListAsync();

        Assert.Equal(Enumerable.Range(945, 55).Reverse(), found.Select(one => one["n"].ToInt32()));
    }

    [Fact]
    public async Task Should_batches_give_each_document_once()
    {
        await FillAsync();
        var found = await Items.Find(Where.Empty, new FindOptions { BatchSize = 37 }).ToListAsync();

        Assert.Equal(1000, found.Count);
        Assert.Equal(1000, found.DistinctBy(one => one["_id"]).Count());
    }

    [Fact]
    public async Task Should_a_cursor_that_is_left_be_killed_without_an_error()
    {
        await FillAsync();
        var command = await Database.RunCommandAsync<BsonDocument>(Json("{find:'items',batchSize:5}"));
        var cursor = command["cursor"]["id"].ToInt64();
        var killed = await Database.RunCommandAsync<BsonDocument>(new BsonDocument { { "killCursors", "items" }, { "cursors", new BsonArray { cursor } } });

        Assert.Equal([cursor], killed["cursorsKilled"].AsBsonArray.Select(id => id.ToInt64()));
        var next = new BsonDocument { { "getMore", cursor }, { "collection", "items" } };
        Assert.Equal(43, (await Assert.ThrowsAsync<MongoCommandException>(() => Database.RunCommandAsync<BsonDocument>(next))).Code);
    }

    [Fact]
    public async Task Should_forty_sorted_cursors_stay_open_side_by_side()
    {
        await FillAsync();
        var cursors = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Items.Find(Where.Lt("_id", 300), new FindOptions { BatchSize = 50 }).Sort("{g:-1}").ToCursorAsync()));
        var read = 0;
        for (var open = cursors.ToList(); open.Count > 0;)
        {
            foreach (var cursor in open.ToArray())
            {
                if (await cursor.MoveNextAsync()) read += cursor.Current.Count();
                else open.Remove(cursor);
            }
        }

        foreach (var cursor in cursors) cursor.Dispose();
        Assert.Equal(40 * 300, read);
    }

    [Fact]
    public async Task Should_filters_and_projections_be_understood()
    {
        await FillAsync();
        var found = await Items.Find("{$or:[{n:{$in:[1,2,3]}},{s:/^str99\\d$/},{'sub.x':500},{arr:{$elemMatch:{$eq:700}}}]}").Project("{n:1,_id:0}").Sort("{n:1}").Skip(1).ToListAsync();

        Assert.Equal([2, 3, 500, 699, 700, .. Enumerable.Range(990, 10)], found.Select(one => one["n"].ToInt32()));
        Assert.Equal(1, found[0].ElementCount);
    }

    [Fact]
    public async Task Should_a_group_be_aggregated()
    {
        await FillAsync();
        var groups = await Items.Aggregate().Match("{n:{$gte:0}}").Group("{_id:'$g',c:{$sum:1},mx:{$max:'$n'}}").Sort("{_id:1}").ToListAsync();

        Assert.Equal(7, groups.Count);
        Assert.Equal((143, 993), (groups[0]["c"].ToInt32(), groups[6]["mx"].ToInt32()));
    }

    [Fact]
    public async Task Should_unwind_lookup_and_facet_work()
    {
        await FillAsync();
        var unwound = await Items.Aggregate(new AggregateOptions { BatchSize = 100 }).Unwind("arr").ToListAsync();
        var joined = await Items.Aggregate().Match("{_id:{$lt:3}}").Lookup("items", "n", "_id", "j").As<BsonDocument>().ToListAsync();
        var facets = await Items.Aggregate<BsonDocument>(new[] { Json("{$facet:{a:[{$count:'n'}],b:[{$limit:2}]}}") }).SingleAsync();

        Assert.Equal(2000, unwound.Count);
        Assert.All(joined, one => Assert.Single(one["j"].AsBsonArray));
        Assert.Equal((3, 1000), (joined.Count, facets["a"][0]["n"].ToInt32()));
    }

    [Fact]
    public async Task Should_out_and_merge_write_collections()
    {
        await FillAsync();
        var copy = Database.GetCollection<BsonDocument>("copy");
        await Items.Aggregate().Match("{n:{$lt:10}}").OutAsync("copy");
        Assert.Equal(10, await copy.CountDocumentsAsync(Where.Empty));

        await Items.Aggregate().Match("{n:{$lt:20}}").MergeAsync(copy, new MergeStageOptions<BsonDocument>());
        Assert.Equal(20, await copy.CountDocumentsAsync(Where.Empty));
    }

    [Fact]
    public async Task Should_counts_and_distinct_values_be_right()
    {
        await FillAsync();

        Assert.Equal(10, await Items.CountDocumentsAsync(Where.Lt("n", 10)));
        Assert.Equal(1000, await Items.EstimatedDocumentCountAsync());
        Assert.Equal(Enumerable.Range(0, 7), (await (await Items.DistinctAsync<int>("g", Where.Empty)).ToListAsync()).Order());
    }

    [Fact]
    public async Task Should_LINQ_be_translated()
    {
        await FillAsync();
        var counts = Items.AsQueryable().Where(one => one["g"] == 3 && one["n"] > 500).GroupBy(one => one["g"]).Select(group => group.Count()).ToList();

        Assert.Equal([Enumerable.Range(501, 499).Count(i => i % 7 == 3)], counts);
    }

    [Fact]
    public async Task Should_collation_and_text_search_work()
    {
        await Items.Indexes.CreateOneAsync(new CreateIndexModel<BsonDocument>("{b:'text'}"));
        await Items.InsertOneAsync(Json("{n:'ABC',b:'the quick fox'}"));

        Assert.Equal(1, await Items.CountDocumentsAsync("{n:'abc'}", new CountOptions { Collation = new Collation("en", strength: CollationStrength.Secondary) }));
        Assert.Equal(1, await Items.CountDocumentsAsync("{$text:{$search:'quick'}}"));
    }
}
