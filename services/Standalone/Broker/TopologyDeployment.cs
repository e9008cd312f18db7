using System.Text.Json.Nodes;

namespace FlowForge.Standalone;

/// <summary>Brings a broker to the topology; safe to repeat, and nothing that is there is removed.</summary>
internal sealed class TopologyDeployment(ManagementApi broker, string virtualHost)
{
    private readonly string _vhost = Uri.EscapeDataString(virtualHost);

    /// <returns>What was seen to, a line each.</returns>
    public async Task<IReadOnlyList<string>> RunAsync(string? passwordsFolder, CancellationToken cancellationToken)
    {
        var definitions = BrokerTopology.Definitions(virtualHost);
        // Before anything is changed: half a deployment would be worse than none.
        var passwords = await ReadAsync(passwordsFolder, cancellationToken);
        await broker.PutAsync($"api/vhosts/{_vhost}", new JsonObject { ["default_queue_type"] = "quorum", ["description"] = "FlowForge.Events" }, cancellationToken);
        await broker.PostAsync($"api/definitions/{_vhost}", definitions, cancellationToken);
        var done = new List<string>
        {
            $"virtual host {virtualHost}: " + string.Join(", ", definitions.Select(list => $"{list.Value!.AsArray().Count} {list.Key}")),
        };
        if (passwordsFolder is null) return [.. done, "users: none, because no --passwords folder was given"];
        foreach (var user in BrokerTopology.Users())
            done.Add(passwords.TryGetValue(user.User, out var password) ? await SetAsync(user, password, cancellationToken) : $"user {user.User}: left as it is, because there is no {Path.Combine(passwordsFolder, user.User)}");
        return done;
    }

    /// <summary>By user.</summary>
    private static async Task<Dictionary<string, string>> ReadAsync(string? folder, CancellationToken cancellationToken)
    {
        var passwords = new Dictionary<string, string>();
        if (folder is null) return passwords;
        foreach (var user in BrokerTopology.Users())
        {
            var file = Path.Combine(folder, user.User);
            if (!File.Exists(file)) continue;
            passwords[user.User] = (await File.ReadAllTextAsync(file, cancellationToken)).TrimEnd('\n', '\r');
            if (passwords[user.User].Length == 0) throw new CommandFailure(ExitCodes.Usage, $"{file} is empty; it must hold the password of {user.User}");
        }

        return passwords;
    }

    private async Task<string> SetAsync(BrokerUser user, string password, CancellationToken cancellationToken)
    {
        await broker.PutAsync($"api/users/{user.User}", new JsonObject { ["password"] = password, ["tags"] = "" }, cancellationToken);
        await broker.PutAsync($"api/permissions/{_vhost}/{user.User}", new JsonObject { ["configure"] = user.Configure, ["write"] = user.Write, ["read"] = user.Read }, cancellationToken);
        return $"user {user.User}: password and permissions set";
    }
}
