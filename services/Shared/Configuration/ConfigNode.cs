using System.Text.Json;
using FlowForge.Jobs;

namespace FlowForge.Configuration;

/// <summary>
/// A value of the policy file that knows its path and where to report what is wrong with it. Readers return null after they
/// have reported, and reading goes on, so that one pass finds every mistake.
/// </summary>
public sealed class ConfigNode(JsonElement element, string path, ICollection<PolicyFileError> errors)
{
    public string Path => path;

    public bool IsObject => element.ValueKind == JsonValueKind.Object;

    public bool IsList => element.ValueKind == JsonValueKind.Array;

    public void Report(string problem) => errors.Add(new PolicyFileError(path, problem));

    /// <summary>The properties of an object with fixed keys; others are reported with the nearest known one.</summary>
    public IReadOnlyDictionary<string, ConfigNode> Keys(params IReadOnlyList<string> known)
    {
        var found = new Dictionary<string, ConfigNode>();
        foreach (var (name, value) in Entries())
        {
            if (known.Contains(name)) found[name] = value;
            else value.Report(UnknownKey(name, known));
        }
        return found;
    }

    /// <summary>The properties of an object whose keys are names that the file chooses.</summary>
    public IReadOnlyList<(string Name, ConfigNode Value)> Entries()
    {
        if (!Is(JsonValueKind.Object, "an object {…}")) return [];
        // A key given twice was reported when the document was read; here the last one counts.
        return [.. element.EnumerateObject()
            .GroupBy(property => property.Name)
            .Select(group => (group.Key, Child($"{path}{Step(group.Key)}", group.Last().Value)))];
    }

    public IReadOnlyList<ConfigNode> Items() =>
        Is(JsonValueKind.Array, "a list […]") ? [.. element.EnumerateArray().Select((item, i) => Child($"{path}[{i}]", item))] : [];

    /// <summary>A text, which may be empty.</summary>
    public string? AnyText(string example) => Is(JsonValueKind.String, $"a text such as \"{example}\"") ? element.GetString() : null;

    /// <summary>A text that says something.</summary>
    public string? Text(string example)
    {
        if (AnyText(example) is not { } text) return null;
        if (!string.IsNullOrWhiteSpace(text)) return text;
        Report($"is empty; write a text such as \"{example}\"");
        return null;
    }

    public TimeSpan? Duration(string example, bool zeroAllowed = false)
    {
        if (!Is(JsonValueKind.String, $"a text such as \"{example}\"")) return null;
        if (Durations.Problem(element.GetString(), out var duration, zeroAllowed) is not { } problem) return duration;
        Report(problem);
        return null;
    }

    public int? Number(int least, int most)
    {
        if (!Is(JsonValueKind.Number, $"a number from {least} to {most}")) return null;
        if (element.TryGetInt32(out var number) && number >= least && number <= most) return number;
        Report($"{Shown()} is not allowed; write a whole number from {least} to {most}");
        return null;
    }

    public T? OneOf<T>() where T : struct, Enum
    {
        if (Text(WireNames.All<T>().First()) is not { } text) return null;
        if (WireNames.Find<T>(text) is { } value) return value;
        Report($"'{DnsName.Printable(text)}' is unknown{Suggestion(text, WireNames.All<T>())}; allowed are {string.Join(", ", WireNames.All<T>())}");
        return null;
    }

    /// <summary>A DNS label, such as the name of an organization.</summary>
    public string? Label(string example)
    {
        if (Text(example) is not { } text) return null;
        if (DnsName.LabelProblem(text) is not { } problem) return text;
        Report(problem);
        return null;
    }

    /// <summary>How <paramref name="name"/> is written in a path: <c>.name</c>, or <c>['na me']</c>.</summary>
    internal static string Step(string name) =>
        name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') ? $".{name}" : $"['{DnsName.Printable(name)}']";

    private ConfigNode Child(string at, JsonElement value) => new(value, at, errors);

    private bool Is(JsonValueKind wanted, string allowed)
    {
        if (element.ValueKind == wanted) return true;
        Report($"{Shown()} has the wrong type; write {allowed}");
        return false;
    }

    // Long or structured values are named, not printed: a log line stays a line, and what may be a secret stays where it is.
    private string Shown() => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        _ => DnsName.Printable(element.GetRawText()),
    };

    private static string UnknownKey(string name, IReadOnlyList<string> known) =>
        $"unknown key '{DnsName.Printable(name)}'{Suggestion(name, known)}; known are {string.Join(", ", known)}";

    private static string Suggestion(string given, IEnumerable<string> known) => Nearest.To(given, known) is { } near ? $", did you mean '{near}'" : "";
}
