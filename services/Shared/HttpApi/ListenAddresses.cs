using System.Net;

namespace FlowForge.HttpApi;

/// <summary>
/// Whoever reaches a host that starts jobs can run commands as its user, so it listens to this machine alone unless it was told
/// otherwise. The filter of host names is no substitute: a caller writes into that header what he likes.
/// </summary>
public static class ListenAddresses
{
    /// <summary>What is wrong with the addresses and what to do, as a sentence; null where nothing is.</summary>
    /// <param name="urls">One or more, with semicolons between.</param>
    /// <param name="allowRemote">Whether other machines may reach it.</param>
    /// <param name="key">How the person calls the setting.</param>
    /// <param name="allow">How other machines are let in.</param>
    public static string? Problem(string urls, bool allowRemote, string key, string allow)
    {
        ArgumentNullException.ThrowIfNull(urls);
        foreach (var url in urls.Split(';'))
        {
            if (!Uri.TryCreate(url, UriKind.Absolute, out var address) || address.Scheme != "http") return $"{key} '{url}' is not an address such as http://127.0.0.1:5080";
            var isLoopback = address.Host == "localhost" || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && IPAddress.IsLoopback(ip));
            if (!isLoopback && !allowRemote) return $"{key} '{url}' would let other machines run commands on this one. Listen on 127.0.0.1, or {allow}.";
        }

        return null;
    }
}
