using FlowForge.Jobs;

namespace FlowForge.Integration.Tests;

/// <summary>What no service can handle, by what is wrong with it. Each has an id of its own, so that it can be found again.</summary>
internal static class PoisonMessages
{
    private const string Envelope = "application/vnd.masstransit+json";
    private const string Now = "2026-03-01T12:00:00Z";

    /// <param name="test">Makes the ids differ from those of another test.</param>
    /// <param name="timeField">The event's time.</param>
    /// <param name="rest">Further fields that the event needs, such as <c>,"outcome":"succeeded"</c>.</param>
    public static IReadOnlyDictionary<string, Poison> Of(string test, string timeField, string rest = "") => new Dictionary<string, Poison>
    {
        ["cut off"] = new(new("""{"jobId": "poison", """), "reached end of data"),
        ["no JSON"] = new(new("jobId=poison"), "invalid start of a value"),
        ["no UTF-8"] = new(new([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]), "missing required properties"),
        ["empty"] = new(new(""), "missing required properties"),
        ["an array"] = new(new($$"""[{"jobId":"poison","{{timeField}}":"{{Now}}"{{rest}}}]"""), "could not be converted to FlowForge.Contracts"),
        ["a string"] = new(new("\"poison\""), "could not be converted to FlowForge.Contracts"),
        ["null"] = new(new("null"), "neither an event in plain JSON nor"),
        ["a number for an id"] = new(new($$"""{"jobId":7,"{{timeField}}":"{{Now}}"{{rest}}}"""), "Path: $.jobId"),
        ["an object for a time"] = new(new($$"""{"jobId":"poison","{{timeField}}":{"year":2026}{{rest}}}"""), "with its zone"),
        ["a word for a number"] = new(new($$"""{"jobId":"poison","attempt":"two","{{timeField}}":"{{Now}}"{{rest}}}"""), "Path: $.attempt"),
        ["no id"] = new(new($$"""{"{{timeField}}":"{{Now}}"{{rest}}}"""), "'jobId'"),
        ["no time"] = new(new($$"""{"jobId":"poison"{{rest}}}"""), "missing required properties"),
        ["null for an id"] = new(new($$"""{"jobId":null,"{{timeField}}":"{{Now}}"{{rest}}}"""), "jobId is missing"),
        ["a path for an id"] = new(new($$"""{"jobId":"../poison","{{timeField}}":"{{Now}}"{{rest}}}"""), "jobId '../poison'"),
        ["a selector for an id"] = new(new($$"""{"jobId":"poison,a=b","{{timeField}}":"{{Now}}"{{rest}}}"""), "jobId 'poison,a=b'"),
        ["two lines for an id"] = new(new($$"""{"jobId":"poison\nb","{{timeField}}":"{{Now}}"{{rest}}}"""), "jobId 'poison?b'"),
        ["a time without a zone"] = new(new($$"""{"jobId":"poison","{{timeField}}":"2026-03-01T12:00:00"{{rest}}}"""), "with its zone"),
        ["another message in an envelope"] = new(new($$"""{"messageId":"{{IdOf(test, "inner")}}","messageType":["urn:message:FlowForge.Contracts:OrphanDetected"],"message":{"jobId":"poison"} }""", contentType: Envelope), "FlowForge.Contracts:OrphanDetected"),
        ["an envelope of the wrong shape"] = new(new("""{"messageType":7,"message":[]}""", contentType: Envelope), "Path: $.messageType"),
        ["no envelope where it says so"] = new(new($$"""{"jobId":"poison","{{timeField}}":"{{Now}}"{{rest}}}""", contentType: Envelope), "nor one in MassTransit's envelope"),
        ["too deep"] = new(new($$"""{"jobId":"poison","{{timeField}}":"{{Now}}"{{rest}},"more":{{new string('[', 2_000)}}{{new string(']', 2_000)}}}"""), "depth of 64"),
        ["10 MB"] = new(new($$"""{"jobId":"poison","{{timeField}}":"{{Now}}"{{rest}},"more":"{{new string('x', 10_000_000)}}"}"""), "1048576 are allowed"),
    }.ToDictionary(poison => poison.Key, poison => poison.Value with { Message = poison.Value.Message with { Id = IdOf(test, poison.Key) } });

    public static string IdOf(string test, string poison) => DerivedId.From("poison", test, poison).ToString();

    public static IReadOnlyDictionary<string, Poison> Started(string test) => Of(test, "startedAt");

    public static IReadOnlyDictionary<string, Poison> Beats(string test) => Of(test, "at");

    public static IReadOnlyDictionary<string, Poison> Finished(string test) => new Dictionary<string, Poison>(Of(test, "finishedAt", ""","outcome":"succeeded" """))
    {
        ["an unknown outcome"] = new(new($$"""{"jobId":"poison","finishedAt":"{{Now}}","outcome":"exploded"}""", IdOf(test, "an unknown outcome")), "Path: $.outcome"),
        ["a number for an outcome"] = new(new($$"""{"jobId":"poison","finishedAt":"{{Now}}","outcome":77}""", IdOf(test, "a number for an outcome")), "outcome"),
    };
}
