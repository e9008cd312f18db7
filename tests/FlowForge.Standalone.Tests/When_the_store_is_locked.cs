using System.Net;
using FlowForge.Testing;
using Microsoft.Data.Sqlite;

namespace FlowForge.Standalone.Tests;

public sealed class When_the_store_is_locked
{
    [Fact]
    public async Task Should_not_be_ready_until_it_is_free_and_be_live_all_the_time()
    {
        await using var server = await ServerProcess.StartAsync();
        await Eventually.IsTrueAsync(async () => (await AskAsync(server, "ready")).Status == HttpStatusCode.OK, "it is not ready");

        await using (var other = new SqliteConnection($"Data Source={Path.Combine(server.Data, "flowforge.db")};Pooling=False"))
        {
            await other.OpenAsync(TestContext.Current.CancellationToken);
            await using var transaction = other.BeginTransaction(deferred: false);

            var (status, body) = await AskAsync(server, "ready");
            Assert.True(status == HttpStatusCode.ServiceUnavailable, body);
            Assert.Contains("The store did not take a small write within 2 s", body, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await AskAsync(server, "live")).Status);
        }

        await Eventually.IsTrueAsync(async () => (await AskAsync(server, "ready")).Status == HttpStatusCode.OK, "it is not ready again");
    }

    private static async Task<(HttpStatusCode Status, string Body)> AskAsync(ServerProcess server, string what)
    {
        using var response = await server.Http.GetAsync($"{server.Url}/health/{what}", TestContext.Current.CancellationToken);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
