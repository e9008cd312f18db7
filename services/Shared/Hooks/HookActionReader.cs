using FlowForge.Configuration;

namespace FlowForge.Hooks;

/// <summary>Reads what a hook does. Values that may hold a secret are never repeated in an error.</summary>
internal static class HookActionReader
{
    public static List<string> Command(ConfigNode node)
    {
        if (!node.IsList)
        {
            node.Report("has the wrong type; write a list of the program and its arguments, such as [\"/usr/bin/notify\", \"--now\"]: no shell reads it");
            return [];
        }
        var items = node.Items();
        if (items.Count == 0) node.Report("is empty; write the program and its arguments, such as [\"/usr/bin/notify\", \"--now\"]");
        var command = new List<string>();
        foreach (var item in items)
        {
            // Only the program must say something; an empty argument is an argument.
            if ((command.Count == 0 ? item.Text("/usr/bin/notify") : item.AnyText("--now")) is not { } text) text = "?";
            else if (text.Contains('\0', StringComparison.Ordinal)) item.Report("holds a NUL character, which no program can be given");
            command.Add(text);
        }
        return command;
    }

    public static Uri? Webhook(ConfigNode node)
    {
        const string example = "https://example.org/hook";
        if (node.Text(example) is not { } text) return null;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.Host.Length == 0)
            node.Report($"is no http or https URL; write one such as {example}");
        else if (url.UserInfo.Length > 0)
            node.Report("holds a user name or password; put an Authorization line into the headersFile instead");
        else
            return url;
        return null;
    }

    public static string? HeadersFile(ConfigNode node)
    {
        const string example = "/run/secrets/webhook-headers";
        if (node.Text(example) is not { } text) return null;
        if (Path.IsPathFullyQualified(text)) return text;
        node.Report($"is no absolute path; write one such as {example}");
        return null;
    }
}
