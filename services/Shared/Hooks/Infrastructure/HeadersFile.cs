namespace FlowForge.Hooks;

/// <summary>Reads "Name: value" lines. They are secrets: no error repeats one.</summary>
internal static class HeadersFile
{
    public static async Task<IReadOnlyList<(string Name, string Value)>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        string[] lines;
        try
        {
            lines = await File.ReadAllLinesAsync(path, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HookFailedException($"headersFile '{path}' cannot be read: {e.Message}");
        }
        var headers = new List<(string, string)>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(lines[i]) || lines[i].StartsWith('#')) continue;
            var colon = lines[i].IndexOf(':', StringComparison.Ordinal);
            var name = colon < 0 ? "" : lines[i][..colon].Trim();
            if (name.Length == 0 || !name.All(c => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal)))
                throw new HookFailedException($"headersFile '{path}', line {i + 1}: is not 'Name: value'", canRetry: false);
            if (name.Equals(WebhookClient.IdempotencyHeader, StringComparison.OrdinalIgnoreCase))
                throw new HookFailedException($"headersFile '{path}', line {i + 1}: {WebhookClient.IdempotencyHeader} is set by FlowForge", canRetry: false);
            headers.Add((name, lines[i][(colon + 1)..].Trim()));
        }
        return headers;
    }
}
