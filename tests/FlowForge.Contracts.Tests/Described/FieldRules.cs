using System.Text.Json.Nodes;

namespace FlowForge.Contracts.Tests;

/// <summary>
/// What the services demand of an incoming field beyond its type. The contracts cannot say it, the services' EventReader does; a
/// test holds the two against each other. No lookahead in a pattern: not every language's expressions have it.
/// </summary>
internal static class FieldRules
{
    private const string Label = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private const string Units = @"([0-9]+(\.[0-9]+)?d)?([0-9]+(\.[0-9]+)?h)?([0-9]+(\.[0-9]+)?m)?([0-9]+(\.[0-9]+)?s)?([0-9]+ms)?";
    private const string Iso = @"P([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?";

    private static readonly Dictionary<string, Func<JsonObject>> ByField = new()
    {
        ["jobId"] = () => new() { ["minLength"] = 1, ["maxLength"] = 253, ["pattern"] = $@"^{Label}(\.{Label})*$" },
        ["organization"] = Name,
        ["jobType"] = Name,
        ["namespace"] = Name,
        ["attempt"] = () => new() { ["minimum"] = 1, ["maximum"] = 10_000 },
        ["attemptLimit"] = () => new() { ["minimum"] = 1, ["maximum"] = 100 },
        ["timeout"] = Duration,
        ["gracePeriod"] = Duration,
        ["retention"] = Duration,
        ["correlationId"] = () => new() { ["minLength"] = 1, ["maxLength"] = 100 },
    };

    public static JsonObject Of(string field) => ByField.GetValueOrDefault(field)?.Invoke() ?? [];

    private static JsonObject Name() => new() { ["minLength"] = 1, ["maxLength"] = 63, ["pattern"] = $"^{Label}$" };

    private static JsonObject Duration() => new() { ["minLength"] = 2, ["maxLength"] = 40, ["pattern"] = $"^({Units}|{Iso})$" };
}
