using System.Text.Json.Nodes;

namespace FlowForge.Contracts.Tests;

/// <summary>What people in other languages read must say what the contracts say.</summary>
public class When_the_messages_are_described
{
    private const string Guide = "docs/messages.md";
    private const string Schemas = "contracts/schemas";

    [Fact]
    public void Should_describe_every_message_or_call_it_internal() =>
        Assert.Equal(Messages.Records.Select(type => type.Name),
            Exchange.All.Select(exchange => exchange.Message).Concat(Exchange.Internal).Select(type => type.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Should_have_an_AsyncAPI_document() => CheckedIn.Check("contracts/asyncapi.json", AsyncApiDocument.Text(AsyncApiDocument.Build()));

    [Fact]
    public void Should_have_a_JSON_Schema_of_every_message_and_no_other()
    {
        foreach (var exchange in Exchange.All) CheckedIn.Check($"{Schemas}/{exchange.Kebab}.schema.json", AsyncApiDocument.Text(MessageSchema.DocumentOf(exchange)));

        Assert.Equal(Exchange.All.Select(exchange => $"{exchange.Kebab}.schema.json").Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(Path.Combine(CheckedIn.Root, Schemas)).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Should_have_true_tables_in_the_guide() => CheckedIn.Check(Guide, MessageTables.Filled(CheckedIn.Read(Guide)));

    [Fact]
    public void Should_tell_in_its_comments_the_defaults_that_its_code_has()
    {
        var told = Exchange.All.SelectMany(exchange => Field.Of(exchange.Message)).Where(field => field is { Said: not null, Default: not null }).ToList();

        Assert.NotEmpty(told);
        Assert.All(told, field => Assert.Equal($"{field.Default}".ToLowerInvariant(), field.Said));
        Assert.All(Exchange.All.SelectMany(exchange => Field.Of(exchange.Message)), field => Assert.False(field is { Required: true, Said: not null }, $"{field.Name} is required and has a default"));
    }

    /// <summary>A reference that leads nowhere is the one mistake that a generator of ours can make and no comparison finds.</summary>
    [Fact]
    public void Should_only_refer_to_what_is_there()
    {
        var document = AsyncApiDocument.Build();
        var references = References(document).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, key) => node?[key])));
    }

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject known => known.SelectMany(pair => pair.Key == "$ref" ? [(string)pair.Value!] : References(pair.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
