using System.Text;
using System.Text.RegularExpressions;

namespace FlowForge.Contracts.Tests;

/// <summary>The tables of docs/messages.md, which stand there between markers.</summary>
internal static class MessageTables
{
    public static readonly IReadOnlyDictionary<string, Func<string>> All = new Dictionary<string, Func<string>>
    {
        ["incoming"] = () => Sections(Exchange.In),
        ["outgoing"] = () => Sections(Exchange.Out),
        ["values"] = Values,
    };

    /// <summary>The guide with each table as it should be.</summary>
    public static string Filled(string guide)
    {
        foreach (var (name, table) in All)
        {
            var marked = new Regex($"(?<=<!-- generated:{name} -->\n).*?(?=<!-- /generated:{name} -->)", RegexOptions.Singleline);
            Assert.True(marked.IsMatch(guide), $"docs/messages.md has no place between <!-- generated:{name} --> and <!-- /generated:{name} -->");
            guide = marked.Replace(guide, _ => table(), 1);
        }

        return guide;
    }

    private static string Sections(IEnumerable<Exchange> exchanges)
    {
        var text = new StringBuilder();
        foreach (var exchange in exchanges)
        {
            text.Append($"\n### {exchange.Message.Name}: exchange `{exchange.Name}`\n{XmlDocs.Of(exchange.Message)}\n\n");
            text.Append("| field | type | required | default | meaning |\n|---|---|---|---|---|\n");
            foreach (var field in Field.Of(exchange.Message))
                text.Append($"| `{field.Name}` | {TypeOf(field)} | {(field.Required ? "yes" : "no")} | {DefaultOf(field)} | {field.Meaning} |\n");
            text.Append($"\n```json\n{Wire.Write(Messages.Sample(exchange.Message.Name))}```\n");
        }

        return text.Append('\n').ToString();
    }

    private static string Values()
    {
        var text = new StringBuilder();
        var used = Exchange.All.SelectMany(exchange => Field.Of(exchange.Message)).Where(field => field.Type.IsEnum).Select(field => field.Type);
        foreach (var type in used.Distinct())
        {
            text.Append($"\n### {type.Name}\n{XmlDocs.Of(type)}\n\n| value | meaning |\n|---|---|\n");
            foreach (var (value, meaning) in Field.Values(type)) text.Append($"| `{value}` | {meaning} |\n");
        }

        return text.Append('\n').ToString();
    }

    private static string TypeOf(Field field) => field.Type switch
    {
        { IsEnum: true } type => $"[{type.Name}](#{type.Name.ToLowerInvariant()})",
        var type when type == typeof(string) => "string",
        var type when type == typeof(int) => "integer",
        var type when type == typeof(bool) => "boolean",
        var type when type == typeof(DateTimeOffset) => "time",
        var type when type == typeof(Guid) => "UUID",
        var type => throw new NotSupportedException($"{field.Property.DeclaringType!.Name}.{field.Name} is a {type.Name}, for which docs/messages.md has no word yet"),
    };

    private static string DefaultOf(Field field) => field switch
    {
        { Required: true } => "",
        { Said: { } said } => said,
        { Default: bool value } => value ? "true" : "false",
        { Default: { } value } => $"{value}",
        _ => "null",
    };
}
