namespace FlowForge.Storage.Contracts;

/// <summary>Text that has broken stores before: as a value it must come back as it went in, as a name it must match nothing else.</summary>
public static class Hostile
{
    public static readonly IReadOnlyList<string> Texts =
    [
        "",
        "'; DROP TABLE jobs; --",
        "\"quoted\" `ticked` \\ back",
        "line\nline\r\n\ttab",
        "$where {$gt: ''} %s %",
        "Zoë 日本語 🦀 \u202ertl",
        "nul\0inside",
        "null",
        new('x', 200_000),
    ];

    public static TheoryData<string> Data => [.. Texts];
}
