using FlowForge.Jobs;

namespace FlowForge.Policies;

/// <summary>What the levels say of one key, most specific first; the first one counts.</summary>
internal sealed class Spoken<T>(string key, IReadOnlyList<(string Source, T Value)> said, Func<T, string> show)
{
    public string Source => said[0].Source;

    public T Value => said[0].Value;

    public string Shown => show(Value);

    /// <param name="clamped">The value in force, where a ceiling changed it.</param>
    /// <param name="clampedBy">Which ceiling that was.</param>
    public PolicyExplanation Explain(string? clamped = null, string? clampedBy = null)
    {
        // The built-in default is worth a word only where no level has said anything less specific.
        var over = said.Skip(1).Where((level, i) => i == 0 || level.Source != PolicyResolver.DefaultSource).ToList();
        var notes = new[]
        {
            over.Count == 0 ? null : "over " + string.Join(", ", over.Select(level => $"{level.Source} {show(level.Value)}")),
            clampedBy is null ? null : $"clamped from {Shown} by {clampedBy}",
        }.OfType<string>().ToList();
        return new PolicyExplanation
        {
            Key = key,
            Value = clamped ?? Shown,
            Source = Source,
            Note = notes.Count == 0 ? null : string.Join("; ", notes),
        };
    }
}
