using System.Text;
using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Configuration;

/// <summary>Reads the text of a policy file: JSON that may hold comments and trailing commas.</summary>
public static class ConfigDocument
{
    /// <summary>The top-level keys; each belongs to a reader of its own.</summary>
    public static readonly IReadOnlyList<string> Sections = ["policies", "hooks", "options"];

    private static readonly JsonDocumentOptions Lenient = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    /// <summary>The sections that the file has. What is wrong with its syntax, its top-level keys, and keys given twice goes to <paramref name="errors"/>.</summary>
    public static IReadOnlyDictionary<string, ConfigNode> Read(string text, ICollection<PolicyFileError> errors)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            // The clone outlives the document's pooled memory.
            using var document = JsonDocument.Parse(bytes, Lenient);
            var root = document.RootElement.Clone();
            CheckNames(root, "$", errors);
            return new ConfigNode(root, "$", errors).Keys(Sections);
        }
        catch (JsonException e)
        {
            errors.Add(new PolicyFileError(Position(bytes, e), $"is not JSON: {Reason(e)}"));
        }
        catch (InvalidOperationException)
        {
            errors.Add(new PolicyFileError("$", "holds a text with an incomplete \\u escape"));
        }
        return new Dictionary<string, ConfigNode>();
    }

    /// <summary>Reports keys given twice; touches every text, so that one that is not Unicode is found here and nowhere later.</summary>
    private static void CheckNames(JsonElement element, string path, ICollection<PolicyFileError> errors)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            var seen = new HashSet<string>();
            foreach (var property in element.EnumerateObject())
            {
                var at = $"{path}{ConfigNode.Step(property.Name)}";
                if (!seen.Add(property.Name)) errors.Add(new PolicyFileError(at, $"'{DnsName.Printable(property.Name)}' is given twice; write it once"));
                CheckNames(property.Value, at, errors);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            var index = 0;
            foreach (var item in element.EnumerateArray()) CheckNames(item, $"{path}[{index++}]", errors);
        }
        else if (element.ValueKind == JsonValueKind.String)
        {
            _ = element.GetString();
        }
    }

    private static string Position(byte[] bytes, JsonException e)
    {
        var line = (int)(e.LineNumber ?? 0);
        var start = 0;
        for (var i = 0; i < line; i++) start = Array.IndexOf(bytes, (byte)'\n', start) + 1;
        var length = Math.Min((int)(e.BytePositionInLine ?? 0), bytes.Length - start);
        return $"line {line + 1}, column {Encoding.UTF8.GetCharCount(bytes, start, length) + 1}";
    }

    // The reader's message ends with its own, zero-based position.
    private static string Reason(JsonException e)
    {
        var end = e.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return (end < 0 ? e.Message : e.Message[..end]).TrimEnd('.');
    }
}
