using MongoDB.Driver;

namespace FlowForge.Integration.Tests.Gateway;

public sealed class When_a_write_is_sent_twice(DevServers servers) : GatewayTest(servers)
{
    [Fact]
    public async Task Should_a_single_statement_run_once()
    {
        await Items.InsertOneAsync(Json("{_id:1,c:0}"));

        Assert.False((await SendTwiceAsync("{insert:'items',documents:[{_id:'i'}]}", 1)).Contains("writeErrors"));
        await SendTwiceAsync("{update:'items',updates:[{q:{_id:1},u:{$inc:{c:1}}}]}", 2);
        await SendTwiceAsync("{findAndModify:'items',query:{_id:1},update:{$inc:{c:10}}}", 3);
        await SendTwiceAsync("{update:'items',updates:[{q:{c:{$gte:0}},u:{$inc:{c:100}}}]}", 4);
        Assert.Equal(111, (await Items.Find("{_id:1}").SingleAsync())["c"].ToInt32());
    }

    [Fact]
    public async Task Should_a_delete_take_one()
    {
        await Items.InsertManyAsync(Enumerable.Range(0, 4).Select(_ => Json("{k:1}")));
        await SendTwiceAsync("{delete:'items',deletes:[{q:{k:1},limit:1}]}", 1);

        Assert.Equal(3, await Items.CountDocumentsAsync("{k:1}"));
    }

    [Fact]
    public async Task Should_a_batch_of_several_run_once()
    {
        Assert.False((await SendTwiceAsync("{insert:'items',documents:[{_id:1,c:0,k:1},{_id:2,c:0,k:1},{_id:3,c:0,k:1}]}", 1)).Contains("writeErrors"));
        await SendTwiceAsync("{update:'items',updates:[{q:{_id:1},u:{$inc:{c:1}}},{q:{_id:2},u:{$inc:{c:1}}}]}", 2);
        Assert.Equal([1, 1, 0], (await Items.Find(Where.Empty).Sort("{_id:1}").ToListAsync()).Select(one => one["c"].ToInt32()));

        await SendTwiceAsync("{delete:'items',deletes:[{q:{k:1},limit:1},{q:{k:1},limit:1}]}", 3);
        Assert.Equal(1, await Items.CountDocumentsAsync("{k:1}"));
    }
}
