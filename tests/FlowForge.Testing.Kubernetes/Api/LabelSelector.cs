using System.Text.Json.Nodes;
using FlowForge.Testing.Kubernetes.Storage;

namespace FlowForge.Testing.Kubernetes.Api;

/// <summary>a=b, a==b, a!=b, a in (b,c), a notin (b,c), a, !a, joined by commas.</summary>
internal static class LabelSelector
{
    public static Func<JsonObject, bool> Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return _ => true;
        var requirements = Split(text).Select(Requirement).ToArray();
        return found => Array.TrueForAll(requirements, requirement => requirement(found));
    }

    /// <summary>At the commas that are not within parentheses.</summary>
    private static IEnumerable<string> Split(string text)
    {
        var (from, depth) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            depth += text[i] switch { '(' => 1, ')' => -1, _ => 0 };
            if (text[i] != ',' || depth > 0) continue;
            yield return text[from..i].Trim();
            from = i + 1;
        }

        yield return text[from..].Trim();
    }

    private static Func<JsonObject, bool> Requirement(string term)
    {
        if (term.IndexOf('(', StringComparison.Ordinal) is > 0 and var open && term.EndsWith(')'))
        {
            var words = term[..open].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var values = term[(open + 1)..^1].Split(',').Select(value => value.Trim()).ToHashSet();
            if (words is [var key, "in"]) return found => found.Label(key) is { } value && values.Contains(value);
            if (words is [var without, "notin"]) return found => found.Label(without) is not { } value || !values.Contains(value);
        }
        else if (term.Split('=') is { Length: > 1 } sides)
        {
            if (sides is [var key, "", var twice]) sides = [key, twice];
            if (sides.Length > 2) throw ApiErrors.BadRequest("found '=', expected: ',' or 'end of string'");
            var (name, wanted) = (sides[0].TrimEnd('!').Trim(), sides[1].Trim());
            return sides[0].EndsWith('!') ? found => found.Label(name) != wanted : found => found.Label(name) == wanted;
        }
        else if (term.Length > 0 && !term.Contains(' ', StringComparison.Ordinal))
        {
            return term[0] == '!' ? found => found.Label(term[1..]) is null : found => found.Label(term) is not null;
        }

        throw ApiErrors.BadRequest($"unable to parse requirement: '{term}' is no label selector");
    }
}
